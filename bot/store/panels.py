"""Who is counted in which team's figures, and with which answer."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.store.inserts import insert_all_once
from bot.store.tables import PanelMember


class Panels:
    """Queries about the panels of one question at a time; nobody is in two of them."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, team_id: str, question: str) -> dict[str, datetime]:
        """Whom the team's last figure counted, and when each of their answers was changed last."""
        statement = select(PanelMember.respondent, PanelMember.answered_at).where(
            PanelMember.team_id == team_id, PanelMember.question == question
        )
        return dict(self.session.exec(statement).all())

    def counted(self, question: str, respondents: Collection[str]) -> list[PanelMember]:
        """Those of them who are counted somewhere, or were."""
        statement = select(PanelMember).where(
            PanelMember.question == question, col(PanelMember.respondent).in_(list(respondents))
        )
        afresh = statement.execution_options(populate_existing=True)
        return list(self.session.exec(afresh))

    def move(
        self, team_id: str, question: str, panel: Mapping[str, datetime], usable_since: datetime
    ) -> None:
        """The team counts these people from now on; others are remembered while it matters."""
        gone = update(PanelMember).where(
            col(PanelMember.team_id) == team_id,
            col(PanelMember.question) == question,
            col(PanelMember.respondent).not_in(list(panel)),
        )
        forgotten = delete(PanelMember).where(
            col(PanelMember.team_id).is_(None), col(PanelMember.answered_at) < usable_since
        )
        replaced = delete(PanelMember).where(
            col(PanelMember.question) == question, col(PanelMember.respondent).in_(list(panel))
        )
        connection = self.session.connection()
        for statement in (gone.values(team_id=None), forgotten, replaced):
            connection.execute(statement)
        rows = [
            {"question": question, "respondent": one, "team_id": team_id, "answered_at": at}
            for one, at in panel.items()
        ]
        insert_all_once(self.session, PanelMember, rows)
