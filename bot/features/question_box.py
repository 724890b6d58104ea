"""The question box: anybody asks without a name, the program lead answers to everybody."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.asking import field, form
from bot.conversation.queueing import channel_of, queue_to_team
from bot.conversation.router import Router
from bot.conversation.turn import Turn
from bot.errors import FormRejected, Problem, QuestionGone, QuestionUnreadable
from bot.model.actions import Action
from bot.model.events import Address, ButtonPress, FormSubmission, IncomingCommand
from bot.model.fields import Answered
from bot.model.forms import Form
from bot.model.ports import Kind
from bot.model.replies import Reply, ShowForm
from bot.model.workdays import ANSWERED_WITHIN, working_days_after
from bot.permissions import Deed
from bot.redaction import redact
from bot.store.questions import Waiting
from bot.store.tables import Team

AT_ONCE = 5  # a card has a button for each
PUBLISH, AS_KEPT, YES = "publish", "as_kept", "yes"
router = Router()


@router.command("ask", Deed.ASK_QUESTION, opens_form=True, discreet=True)
def ask(command: IncomingCommand, turn: Turn) -> Reply:
    """The form with what was said, or what was said as it is where a card would have to carry it.

    Such a card would lie beside the name of whoever asks until it is sent.
    """
    asked = _box(turn, command.argument)
    if command.can_open_form or not command.argument:
        return ShowForm(asked)
    try:
        return _put(asked, {"question": command.argument}, turn)
    except FormRejected:
        return turn.say("replies/question_not_put")


@router.button("question.ask", Deed.ASK_QUESTION, opens_form=True, discreet=True)
def open_box(press: ButtonPress, turn: Turn) -> Reply:
    return ShowForm(_box(turn))


@router.form("question.put", Deed.ASK_QUESTION, opened_by="question.ask", discreet=True)
def put(submission: FormSubmission, turn: Turn) -> Reply:
    """What is to be taken out is taken out by whoever asks: nobody is shown later what was kept."""
    asked = _box(turn)
    try:
        return _put(asked, submission.entered, turn)
    except FormRejected as rejected:
        cleaned = {"question": redact(submission.entered.get("question", "")).kept}
        return turn.correct(asked, cleaned, rejected)


@router.command("questions", Deed.ANSWER_QUESTIONS)
def questions(command: IncomingCommand, turn: Turn) -> Reply:
    """Those that wait, the oldest first."""
    waiting = turn.store.questions.waiting()
    shown = waiting[:AT_ONCE]
    ids = ["" if one.text is None else one.id for one in shown] + [""] * (AT_ONCE - len(shown))
    return turn.say(
        "replies/questions",
        questions=[(_age(one, n, turn), _words(one, turn)) for n, one in enumerate(shown, 1)],
        more=len(waiting) - len(shown),
        within=ANSWERED_WITHIN,
        ids={f"n{n}": id for n, id in enumerate(ids, 1)},
    )


@router.button("question.answer", Deed.ANSWER_QUESTIONS, opens_form=True)
def open_answer(press: ButtonPress, turn: Turn) -> Reply:
    return ShowForm(_first_look(_answer_form(_waiting(press.action, turn), turn)))


@router.form("question.settle", Deed.ANSWER_QUESTIONS, opened_by="question.answer")
def settle(submission: FormSubmission, turn: Turn) -> Reply:
    """Publish question and answer, or the reason why there is none; either way it is done with."""
    question = _waiting(submission.action, turn)
    asked, teams = _answer_form(question, turn), _teams_with_a_channel(turn)
    try:
        answers = asked.read(submission.entered)
        reply = _publishable(answers)
        if not teams:
            raise FormRejected({"reply": Problem("errors/no_channel", {})})
    except FormRejected as rejected:
        seen = rejected.problems.keys() | submission.entered.keys()
        asked = asked if AS_KEPT in seen else _first_look(asked)
        return turn.correct(asked, submission.entered, rejected)
    if not turn.store.questions.settle(question.id):
        raise QuestionGone
    published = answers["decision"] == PUBLISH
    message = "digests/answered_question" if published else "digests/declined_question"
    told = {"question": _words(question, turn)} if published else {}
    spoken = replace(turn, language=turn.config.organisation.language)
    for team in teams:
        key = f"{question.id}:{team.id}"
        queue_to_team(spoken, Kind.DIGEST, team, message, {**told, "reply": reply}, key)
    turn.record(
        "answer_question" if published else "decline_question",
        question.id,
        waited=working_days_after(question.asked_on, turn.today),
        channels=len(teams),
    )
    return turn.say(
        "replies/question_settled", published=published, channels=len(teams), reply=reply
    )


def _first_look(asked: Form) -> Form:
    """Without the question that comes when something was taken out."""
    return replace(asked, fields=tuple(one for one in asked.fields if one.id != AS_KEPT))


def _publishable(answers: Mapping[str, Answered]) -> str:
    """The reply without what is taken out, of which its author knows: nobody can change it later.

    Raises ``FormRejected``.
    """
    reply = redact(str(answers["reply"]))
    if reply.removed and answers.get(AS_KEPT) != YES:
        raise FormRejected({AS_KEPT: Problem("errors/would_be_read", {"kept": reply.kept})})
    return reply.kept


def _put(asked: Form, entered: Mapping[str, str], turn: Turn) -> Reply:
    """Keep the text and our date: when the source says it was sent would tell more than a day.

    Raises ``FormRejected``.
    """
    text = redact(str(asked.read(entered)["question"]))
    if text.removed:
        raise FormRejected({"question": Problem("errors/take_out", {"kept": text.kept})})
    turn.store.questions.put(text.kept, turn.today)
    return turn.say("replies/question_put")


def _box(turn: Turn, typed: str = "") -> Form:
    values = {"within": ANSWERED_WITHIN}
    text = turn.catalog.survey("surveys/question", turn.language, values)
    fields = (field(one, typed[: one.longest]) for one in text.fields)
    return form(text, fields, Action("question.put"), Action("question.ask"))


def _answer_form(question: Waiting, turn: Turn) -> Form:
    values = {"question": _words(question, turn)}
    text = turn.catalog.survey("surveys/answer", turn.language, values)
    fields = (field(one) for one in text.fields)
    subject = question.id
    return form(
        text, fields, Action("question.settle", subject), Action("question.answer", subject)
    )


def _waiting(action: Action, turn: Turn) -> Waiting:
    """Raises ``QuestionGone``, or ``QuestionUnreadable``: nobody answers what nobody can read."""
    question = turn.store.questions.get(action.subject)
    if question is None:
        raise QuestionGone
    if question.text is None:
        raise QuestionUnreadable
    return question


def _age(question: Waiting, number: int, turn: Turn) -> str:
    days = working_days_after(question.asked_on, turn.today)
    name = "question.late" if days > ANSWERED_WITHIN else "question.waits"
    return f"{number}. {turn.catalog.label(name, turn.language, days)}"


def _words(question: Waiting, turn: Turn) -> str:
    return turn.word("question.unreadable") if question.text is None else question.text


def _teams_with_a_channel(turn: Turn) -> list[Team]:
    """One for each channel: several teams may share one."""
    found = dict[Address, Team]()
    for team in turn.store.teams.all():
        if (address := channel_of(team, turn)) is not None:
            found.setdefault(address, team)
    return list(found.values())
