"""What the courier asks several times a second: SQLAlchemy writes each statement out once."""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, func, tuple_
from sqlmodel import col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from bot.model.ports import Kind
from bot.store.tables import Delivery, Instant

COUNTED = (Kind.INVITATION, Kind.NUDGE, Kind.DIGEST)  # against a person's message budget


@cache
def first_lane() -> "Select[str, str]":
    return (
        select(Delivery.platform, Delivery.workspace)
        .where(Delivery.state == "waiting")
        .order_by(col(Delivery.platform), col(Delivery.workspace))
        .limit(1)
    )


@cache
def next_lane() -> "Select[str, str]":
    lane = tuple_(col(Delivery.platform), col(Delivery.workspace))
    return first_lane().where(lane > tuple_(bindparam("platform"), bindparam("workspace")))


@cache
def next_platform() -> "Select[str, str]":
    return first_lane().where(col(Delivery.platform) > bindparam("platform"))


@cache
def due() -> SelectOfScalar[Delivery]:
    destination = func.coalesce(Delivery.person_id, Delivery.team_id, Delivery.conversation)
    return (
        select(Delivery)
        .where(Delivery.state == "waiting", col(Delivery.send_after) <= bindparam("now"))
        .where(col(Delivery.platform) == bindparam("platform"))
        .where(col(Delivery.workspace) == bindparam("workspace"))
        .where(destination.not_in(bindparam("besides", expanding=True)))
        .order_by(col(Delivery.priority), col(Delivery.created_at), col(Delivery.id))
        .limit(bindparam("limit"))
    )


@cache
def sent_first() -> "Select[datetime, str]":
    at = func.coalesce(Delivery.settled_at, Delivery.first_tried_at)
    perhaps = col(Delivery.first_tried_at).is_not(None)
    return (
        select(at, Delivery.kind)
        .where(Delivery.person_id == bindparam("person"), Delivery.id != bindparam("besides"))
        .where(col(Delivery.kind).in_([str(kind) for kind in COUNTED]))
        .where(col(Delivery.state).in_(("sent", "unclear")) | perhaps)
        .where(at > bindparam("since", type_=Instant()))
        .order_by(at)
    )
