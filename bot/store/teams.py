"""Teams, who is in them, and where their digests go."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.model.events import Address
from bot.store.tables import Person, Team, TeamChannel


class Teams:
    """Queries about teams and where their digests go."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, team_id: str) -> Team:
        return self.session.exec(select(Team).where(Team.id == team_id)).one()

    def by_name(self, name: str) -> Team | None:
        statement = select(Team).where(func.lower(Team.name) == name.strip().lower())
        return self.session.exec(statement).first()

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

    def bind(self, team_id: str, address: Address, now: datetime) -> None:
        row = TeamChannel(
            team_id=team_id,
            platform=address.platform,
            workspace=address.workspace,
            conversation=address.conversation,
            bound_at=now,
        )
        self.session.merge(row)

    def unbind(self, address: Address) -> None:
        statement = select(TeamChannel).where(
            TeamChannel.platform == address.platform,
            TeamChannel.workspace == address.workspace,
            TeamChannel.conversation == address.conversation,
        )
        for row in self.session.exec(statement):
            self.session.delete(row)

    def channel(self, team_id: str) -> Address | None:
        row = self.session.get(TeamChannel, team_id)
        return Address(row.platform, row.workspace, row.conversation) if row else None
