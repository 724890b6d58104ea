"""The roster as it is stored, and the import that replaces it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.roster import RosterLine
from bot.store.stays import Stays
from bot.store.tables import Account, Person, Team


class Roster:
    """Reads and replaces the roster, built around the open session."""

    def __init__(self, session: Session, new_id: Callable[[], str]) -> None:
        self.session = session
        self.new_id = new_id
        self.stays = Stays(session)

    def lines(self) -> list[RosterLine]:
        """Everybody who works here now, as the lines of a file."""
        people = {p.id: p for p in self.session.exec(select(Person)) if p.active}
        teams = {team.id: team for team in self.session.exec(select(Team))}
        linked = {
            account.person_id: f"{account.platform}:{account.workspace}:{account.account}"
            for account in self.session.exec(select(Account).order_by(Account.id))
            if account.person_id and account.rostered
        }
        return [
            RosterLine(
                name=person.name,
                email=person.email,
                team=teams[person.team_id].name,
                parent_team=self._name(teams, teams[person.team_id].parent_id),
                manager_email=people[person.manager_id].email
                if person.manager_id in people
                else "",
                role_band=person.role_band,
                contracted_hours=person.contracted_hours,
                zone=person.zone,
                platform_id=linked.get(person.id, ""),
                country=person.country,
            )
            for person in sorted(people.values(), key=lambda one: one.name)
        ]

    def replace(self, lines: Sequence[RosterLine], now: datetime) -> None:
        """Make the roster these lines. Who is not among them is no longer written to.

        People are told apart by their e-mail address, so that answers stay with whoever gave them.
        """
        teams = self._teams(lines)
        people = {person.email: person for person in self.session.exec(select(Person))}
        for line in lines:
            person = people.setdefault(line.email, self._new(line, teams))
            person.name, person.team_id = line.name, teams[line.team].id
            person.role_band, person.contracted_hours = line.role_band, line.contracted_hours
            person.country, person.active = line.country, True
            self.session.add(person)
            self.stays.move(person, now, zone=line.zone, chat_zone=person.chat_zone)
        self.session.flush()
        named = {line.email: line for line in lines}
        for email, person in people.items():
            person.active = email in named
            manager = people.get(named[email].manager_email) if email in named else None
            person.manager_id = manager.id if manager else None
        self.session.flush()
        for line in lines:
            self._link(line, people[line.email])
        self._look_again_for_strangers()

    def _new(self, line: RosterLine, teams: dict[str, Team]) -> Person:
        return Person(
            id=self.new_id(),
            name=line.name,
            email=line.email,
            team_id=teams[line.team].id,
            role_band=line.role_band,
            contracted_hours=line.contracted_hours,
            zone=line.zone,
        )

    def _teams(self, lines: Sequence[RosterLine]) -> dict[str, Team]:
        """The teams by name; a team's zone is where most of its people are."""
        teams = {team.name: team for team in self.session.exec(select(Team))}
        zones = {
            team: Counter(sorted(line.zone for line in lines if line.team == team))
            for team in dict.fromkeys(line.team for line in lines)
        }
        anywhere = Counter(sorted(line.zone for line in lines))
        parents = {line.team: line.parent_team for line in lines}
        for name in dict.fromkeys([*filter(None, parents.values()), *parents]):
            zone = zones.get(name, anywhere).most_common(1)[0][0]
            team = teams.setdefault(name, Team(id=self.new_id(), name=name, zone=zone))
            team.zone = zone
            self.session.add(team)
        self.session.flush()
        for name, parent in parents.items():
            teams[name].parent_id = teams[parent].id if parent else None
        self.session.flush()
        return teams

    def _link(self, line: RosterLine, person: Person) -> None:
        """The account of the line's platform id belongs to this person and to nobody else."""
        actor = line.actor
        if actor is None:
            return
        statement = select(Account).where(
            Account.platform == actor.platform,
            Account.workspace == actor.workspace,
            col(Account.account) == actor.account,
        )
        account = self.session.exec(statement).first() or Account(
            id=self.new_id(),
            platform=actor.platform,
            workspace=actor.workspace,
            account=actor.account,
            conversation=actor.account,
        )
        account.person_id, account.rostered = person.id, True
        self.session.add(account)

    def _look_again_for_strangers(self) -> None:
        """Whoever wrote before being on the roster may be on it now, by their e-mail address."""
        strangers = update(Account).where(col(Account.person_id).is_(None))
        again = strangers.values(looked_up_at=None, look_up_after=None)
        self.session.connection().execute(again)

    @staticmethod
    def _name(teams: dict[str, Team], team_id: str | None) -> str:
        return teams[team_id].name if team_id else ""
