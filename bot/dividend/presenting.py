"""A published figure as values for messages, in words of one language; nothing is computed anew."""

from collections import defaultdict

from bot.catalog import chart_values
from bot.conversation.turn import Turn
from bot.dividend.publishing import HOURS_RETURNED, decision
from bot.dividend.questions import weekly_question
from bot.measures.coarse import Band, Coverage
from bot.measures.figures import BandFigure, MeanFigure, Shown
from bot.model.charts import TrendChart, TrendPoint
from bot.store.tables import Figure, Person, Pilot, Team

TREND_WEEKS = 12
Values = dict[str, object]
NO_MEAN: Values = {"hours": {}, "shrank_most": "", "shrank": "", "stayed": "", "tasks": []}


def variant(figure: Figure | None) -> str:
    """Which message tells it: ``mean``, ``band`` or ``withheld``."""
    shown = decision(figure) if figure else None
    if not isinstance(shown, Shown):
        return "withheld"
    return "mean" if isinstance(shown.figure, MeanFigure) else "band"


def figure_values(figure: Figure, team: Team, language: str, turn: Turn) -> Values:
    """Values of a figure that was shown. Raises ValueError for one that was withheld."""
    shown = decision(figure)
    if not isinstance(shown, Shown):
        raise ValueError("a withheld figure has no values")
    common: Values = {
        "team": {"name": team.name},
        "figure": variant(figure),
        "published": figure.local_date.isoformat(),
        "size": turn.catalog.label(f"size.{shown.size}", language),
        "coverage": _coverage_words(shown.coverage, language, turn),
        "threshold": shown.thresholds.k,
    }
    match shown.figure:
        case MeanFigure() as mean:
            return common | _mean_values(mean, figure, language, turn)
        case BandFigure(band, direction):
            words = turn.catalog.label(f"band.{band_name(band)}", language)
            return common | NO_MEAN | {"band": words, "direction": direction}
        case _:
            raise ValueError("this figure is not about hours")


def note_values(figure: Figure, team: Team, reader: Person, language: str, turn: Turn) -> Values:
    """The weekly note about a figure: the manager's, and word for word what the team reads."""
    return figure_values(figure, team, language, turn) | {
        "person": {"first_name": reader.first_name},
        "question": weekly_question(figure.local_date, team.name, language, turn),
    }


def band_name(band: Band) -> str:
    """A band as the name of its label: ``-2_-1``, ``under_-8``, ``8_up``."""
    low = "under" if band.low is None else f"{band.low:g}"
    high = "up" if band.high is None else f"{band.high:g}"
    return f"{low}_{high}"


def _coverage_words(coverage: Coverage, language: str, turn: Turn) -> str:
    if coverage.percent is not None:
        return turn.catalog.percent(coverage.percent / 100, language)
    return turn.catalog.label(f"coverage.{coverage.share}", language)


def _mean_values(mean: MeanFigure, figure: Figure, language: str, turn: Turn) -> Values:
    pilot = turn.store.pilots.get(figure.pilot_id)
    names = _task_names(pilot, language, turn)
    changes = sorted(mean.tasks, key=lambda task: -task.change)
    return {
        "direction": mean.direction,
        "hours": {"mean": mean.mean, "low": mean.low, "high": mean.high, "total": mean.total},
        "band": "",
        "shrank_most": names.get(mean.shrank_most or "", ""),
        "shrank": ", ".join(names[task.task] for task in changes if task.change > 0),
        "stayed": ", ".join(names[task.task] for task in changes if task.change <= 0),
        "tasks": [(names[t.task], _change_words(t.change, language, turn)) for t in changes],
        "trend": chart_values(trend(pilot, language, turn)),
    }


def _task_names(pilot: Pilot, language: str, turn: Turn) -> dict[str, str]:
    """Names of the pilot's tasks, and of the rest that too few people do to be named."""
    survey = turn.config.surveys.get(pilot.survey)
    named = turn.catalog.tasks(survey.tasks, language) if survey and survey.tasks else ()
    other = turn.catalog.label("task.other", language)
    return defaultdict(lambda: other, {task.id: task.label for task in named})


def _change_words(change: float, language: str, turn: Turn) -> str:
    if change == 0:
        return turn.catalog.label("task.same", language)
    name = "task.less" if change > 0 else "task.more"
    return turn.catalog.label(name, language, abs(change))


def trend(pilot: Pilot, language: str, turn: Turn) -> TrendChart:
    """Every mean published since the pilot began, which is marked and stands at zero."""
    start = turn.catalog.short_day(pilot.started_at.date(), language)
    history = turn.store.figures.history(pilot.team_id, HOURS_RETURNED, TREND_WEEKS)
    points = [TrendPoint(start, 0.0)]
    for figure in reversed(history):
        shown = decision(figure)
        mean = shown.figure if isinstance(shown, Shown) else None
        if figure.pilot_id == pilot.id and isinstance(mean, MeanFigure):
            label = turn.catalog.short_day(figure.local_date, language)
            points.append(TrendPoint(label, mean.mean, mean.low, mean.high))
    return TrendChart(
        title=turn.catalog.label("chart.hours_returned", language),
        points=tuple(points),
        unit=turn.catalog.label("chart.hours_a_week", language),
        marked=start,
        marked_label=turn.catalog.label("chart.pilot_starts", language),
    )
