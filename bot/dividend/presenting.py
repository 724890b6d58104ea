"""A published figure as values for messages, in words of one language; nothing is computed anew."""

from bot.catalog import chart_values
from bot.conversation.turn import Turn
from bot.dividend.publishing import HOURS_RETURNED, decision
from bot.measures.coarse import Band, Coverage, Direction
from bot.measures.figures import BandFigure, MeanFigure, Shown
from bot.model.charts import TrendChart, TrendPoint
from bot.store.tables import Figure, Pilot, Team

TREND_WEEKS = 12
Values = dict[str, object]


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

    def word(label: str) -> str:
        return turn.catalog.label(label, language)

    common: Values = {
        "team": team.name,
        "published": figure.local_date.isoformat(),
        "size": word(f"size.{shown.size.name.lower()}"),
        "coverage": coverage_words(shown.coverage, language, turn),
    }
    match shown.figure:
        case MeanFigure() as mean:
            return common | _mean_values(mean, figure, language, turn)
        case BandFigure(band, direction):
            distinct = direction is not Direction.NOT_DISTINGUISHABLE
            return common | {"band": word(f"band.{band_name(band)}"), "distinct": distinct}
        case _:
            raise ValueError("this figure is not about hours")


def band_name(band: Band) -> str:
    """A band as the name of its label: ``minus_2_to_minus_1``, ``8_and_more``."""

    low = "" if band.low is None else f"{band.low:g}"
    high = "" if band.high is None else f"{band.high:g}"
    name = f"{low}_to_{high}" if low and high else f"{low}_and_more" if low else f"{high}_and_less"
    return name.replace("-", "minus_")


def coverage_words(coverage: Coverage, language: str, turn: Turn) -> str:
    if coverage.percent is not None:
        return f"{coverage.percent:g} %"
    return turn.catalog.label(f"coverage.{coverage.share.name.lower()}", language)


def task_name(task: str, pilot_survey: str, language: str, turn: Turn) -> str:
    """The task's name in words; ``other`` is what too few people do to be named."""
    survey = turn.config.surveys.get(pilot_survey)
    named = turn.catalog.tasks(survey.tasks, language) if survey else ()
    labels = {one.id: one.label for one in named}
    return labels.get(task) or turn.catalog.label("task.other", language)


def _mean_values(mean: MeanFigure, figure: Figure, language: str, turn: Turn) -> Values:
    pilot = turn.store.pilots.get(figure.pilot_id)
    changes = {task.task: task.change for task in mean.tasks}
    most = mean.shrank_most
    return {
        "mean": mean.mean,
        "low": mean.low,
        "high": mean.high,
        "distinct": mean.direction is not Direction.NOT_DISTINGUISHABLE,
        "costs": mean.direction is Direction.LESS,
        "skewed": mean.skewed,
        "has_total": mean.total is not None,
        "total": mean.total or 0.0,
        "shrank_most": task_name(most, pilot.survey, language, turn) if most else "",
        "shrank_by": changes.get(most, 0.0) if most else 0.0,
        "overhead": mean.overhead,
        "tasks": [
            (task_name(task, pilot.survey, language, turn), change)
            for task, change in sorted(changes.items(), key=lambda pair: -pair[1])
        ],
        "trend": chart_values(trend(pilot, language, turn)),
    }


def trend(pilot: Pilot, language: str, turn: Turn) -> TrendChart:
    """Every mean published since the pilot began, which is marked and stands at zero."""
    start = f"{pilot.started_at:%d.%m.}"
    history = turn.store.figures.history(pilot.team_id, HOURS_RETURNED, TREND_WEEKS)
    points = [TrendPoint(start, 0.0)]
    for figure in reversed(history):
        shown = decision(figure)
        mean = shown.figure if isinstance(shown, Shown) else None
        if figure.pilot_id == pilot.id and isinstance(mean, MeanFigure):
            label = f"{figure.local_date:%d.%m.}"
            points.append(TrendPoint(label, mean.mean, mean.low, mean.high))
    return TrendChart(
        title=turn.catalog.label("chart.hours_returned", language),
        points=tuple(points),
        unit=turn.catalog.label("chart.hours_a_week", language),
        marked=start,
        marked_label=turn.catalog.label("chart.pilot_start", language),
    )
