"""Who holds a role that is granted to a person."""

from sqlmodel import Session, col, select

from bot.store.tables import Person, RoleGrant


class Roles:
    """Queries about who was granted what, built around the open session."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def holders(self, role: str) -> list[Person]:
        """Everybody who works here and was granted that role."""
        granted = select(RoleGrant.person_id).where(RoleGrant.role == role)
        statement = select(Person).where(col(Person.id).in_(granted), col(Person.active))
        return list(self.session.exec(statement.order_by(Person.id)))
