"""Who is counted in which team's figures, and with which answer."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.store.tables import PanelMember


class Panels:
    """Queries about the panels of one question at a time; nobody is in two of them."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, team_id: str, question: str) -> dict[str, datetime]:
        """Whom the team's last figure counted, and when each of their answers was changed last."""
        statement = select(PanelMember).where(
            PanelMember.team_id == team_id, PanelMember.question == question
        )
        return {row.respondent: row.answered_at for row in self.session.exec(statement)}

    def counted(self, question: str, respondents: Collection[str]) -> list[PanelMember]:
        """Those of them who are counted somewhere, or were."""
        statement = select(PanelMember).where(
            PanelMember.question == question, col(PanelMember.respondent).in_(list(respondents))
        )
        return list(self.session.exec(statement))

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
        self.session.connection().execute(gone.values(team_id=None))
        self.session.connection().execute(forgotten)
        self.session.expire_all()
        for respondent, answered_at in panel.items():
            self.session.merge(
                PanelMember(
                    question=question,
                    respondent=respondent,
                    team_id=team_id,
                    answered_at=answered_at,
                )
            )
        self.session.flush()
