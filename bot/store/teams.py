"""Teams, who is in them, and where their digests go."""

from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.model.events import Address
from bot.store.newest import is_newest
from bot.store.tables import LeftChannel, Person, Team, TeamChannel


class Teams:
    """Queries about teams and where their digests go."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, team_id: str) -> Team:
        return self.session.exec(select(Team).where(Team.id == team_id)).one()

    def by_name(self, name: str) -> Team | None:
        return self.session.exec(_by_name(), params={"name": name.strip().lower()}).first()

    def all(self) -> list[Team]:
        return list(self.session.exec(select(Team).order_by(Team.name)))

    def members(self, team_id: str) -> list[Person]:
        statement = select(Person).where(Person.team_id == team_id, col(Person.active))
        return list(self.session.exec(statement.order_by(Person.name)))

    def managers(self, team_id: str) -> list[Person]:
        """Whoever manages somebody in the team, by the roster."""
        managed = select(Person.manager_id).where(Person.team_id == team_id, col(Person.active))
        statement = select(Person).where(col(Person.id).in_(managed), col(Person.active))
        return list(self.session.exec(statement.order_by(Person.name)))

    def bind(self, team_id: str, address: Address, at: datetime) -> None:
        """Nothing happens when another channel was chosen after ``at``."""
        earlier = self.session.get(TeamChannel, team_id)
        if earlier is not None and not is_newest(at, earlier.bound_at):
            return
        row = TeamChannel(
            team_id=team_id,
            platform=address.platform,
            workspace=address.workspace,
            conversation=address.conversation,
            bound_at=at,
        )
        self.session.merge(row)

    def leave(self, address: Address, at: datetime) -> None:
        """The bot was taken out of that channel: what was bound there before is so no more."""
        place = (address.platform, address.workspace, address.conversation)
        earlier = self.session.get(LeftChannel, place)
        if earlier is not None and not is_newest(at, earlier.left_at):
            return
        platform, workspace, conversation = place
        self.session.merge(
            LeftChannel(
                platform=platform, workspace=workspace, conversation=conversation, left_at=at
            )
        )

    def channel(self, team_id: str) -> Address | None:
        row = self.session.get(TeamChannel, team_id)
        if row is None:
            return None
        place = (row.platform, row.workspace, row.conversation)
        left = self.session.get(LeftChannel, place)
        return Address(*place) if left is None or left.left_at < row.bound_at else None


@cache
def _by_name() -> SelectOfScalar[Team]:
    """Asked for every schedule whenever somebody moved: SQLAlchemy writes it out once."""
    return select(Team).where(func.lower(Team.name) == bindparam("name"))
