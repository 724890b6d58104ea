"""Starting and stopping pilots; the start freezes the baseline."""

from datetime import timedelta

from bot.conversation.asking import form
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.dividend.weeks import frozen
from bot.errors import FormRejected, NoBaseline, NoPilot, PilotRunning, UnknownTeam
from bot.model.actions import Action
from bot.model.events import ButtonPress, FormSubmission, IncomingCommand
from bot.model.fields import ChoiceField, TextField
from bot.model.forms import Form
from bot.model.replies import Reply, ShowForm
from bot.permissions import Deed
from bot.redaction import redact
from bot.store.surveys import Answered
from bot.store.tables import Pilot, Team

BASELINE = timedelta(weeks=4)  # docs/measures.md 2: two or three waves of the four weeks before
MOST_WAVES = 3
LONGEST_NAME = 80
router = Router()


@router.command("pilot", Deed.START_PILOT, opens_form=True)
def pilot(command: IncomingCommand, turn: Turn) -> Reply:
    """``pilot`` lists them, ``pilot start`` asks for team and name, ``pilot stop TEAM`` ends it."""
    verb, _, rest = command.argument.strip().partition(" ")
    if verb.lower() == "start":
        return ShowForm(_start_form(turn))
    if verb.lower() == "stop":
        return _stop(rest, turn)
    rows = [
        (turn.store.teams.get(one.team_id).name, f"{one.name}, {turn.day(one.started_at.date())}")
        for one in turn.store.pilots.all_running()
    ]
    return turn.say("replies/pilot_list", pilots=rows)


@router.button("pilot.open", Deed.START_PILOT, opens_form=True)
def open_start(press: ButtonPress, turn: Turn) -> Reply:
    return ShowForm(_start_form(turn))


@router.form("pilot.start", Deed.START_PILOT, opened_by="pilot.open")
def start(submission: FormSubmission, turn: Turn) -> Reply:
    asked = _start_form(turn)
    try:
        answers = asked.read(submission.entered)
    except FormRejected as rejected:
        return turn.correct(asked, submission.entered, rejected)
    team = turn.store.teams.get(str(answers["team"]))
    return _started(team, redact(str(answers["name"])).kept, turn)


def _start_form(turn: Turn) -> Form:
    text = turn.catalog.survey("surveys/pilot_start", turn.language)
    surveyed = {survey.audience.team for survey in turn.config.surveys.values()}
    teams = tuple((t.id, t.name) for t in turn.store.teams.all() if t.name in surveyed)
    labels = {question.id: question for question in text.fields}
    fields = (
        ChoiceField("team", labels["team"].label, teams, labels["team"].hint),
        TextField(
            "name",
            labels["name"].label,
            labels["name"].hint,
            required=True,
            multiline=False,
            longest=LONGEST_NAME,
        ),
    )
    return form(text, fields, Action("pilot.start"), Action("pilot.open"))


def _started(team: Team, name: str, turn: Turn) -> Reply:
    """Start the pilot and freeze its baseline, in this one transaction.

    Raises ``NoBaseline`` without a wave in the four weeks before, ``PilotRunning`` when the team
    has a pilot already.
    """
    survey = _survey_of(team, turn)
    weeks = _baseline(survey, turn)
    if not weeks:
        raise NoBaseline(team=team.name)
    pilot = Pilot(
        id=turn.new_id(),
        name=name,
        team_id=team.id,
        survey=survey,
        owner_id=turn.me.id,
        started_at=turn.now,
    )
    if not turn.store.pilots.start(pilot):
        raise PilotRunning(team=team.name)
    turn.store.pilots.freeze(frozen(pilot.id, week) for week in weeks)
    turn.record("start_pilot", team.id, pilot=pilot.id, waves=len({w.wave.id for w in weeks}))
    return turn.say(
        "replies/pilot_started",
        team={"name": team.name},
        waves=len({week.wave.id for week in weeks}),
    )


def _survey_of(team: Team, turn: Turn) -> str:
    for name, survey in turn.config.surveys.items():
        if survey.audience.team == team.name:
            return name
    raise NoBaseline(team=team.name)


def _baseline(survey: str, turn: Turn) -> list[Answered]:
    recent = turn.store.surveys.recent(survey, turn.now, BASELINE)
    return turn.store.surveys.of_waves([wave.id for wave in recent[-MOST_WAVES:]])


def _stop(name: str, turn: Turn) -> Reply:
    team = turn.store.teams.by_name(name)
    if team is None:
        raise UnknownTeam(name=name)
    pilot = turn.store.pilots.running(team.id)
    if pilot is None:
        raise NoPilot
    turn.store.pilots.stop(pilot, turn.now)
    turn.record("stop_pilot", team.id, pilot=pilot.id)
    return turn.say("replies/pilot_stopped", team={"name": team.name}, name=pilot.name)
