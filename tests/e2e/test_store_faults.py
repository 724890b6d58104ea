"""What people see while the store cannot be written, and that it goes on by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from shutil import copyfile
from time import monotonic

import pytest

from tests.clusters import Cluster
from tests.conversations.town import NAMES
from tests.disks import fill_up, small_disk
from tests.e2e.answers import WEEK
from tests.e2e.slack_side import SlackSide, slack_side
from tests.e2e.stage import Background, Stage
from tests.e2e.teams_side import teams_side
from tests.platforms.slack_screen import text_of
from tests.promises import Measured

Unwritable = tuple[str, Callable[[Stage], AbstractContextManager[None]]]
SEVERAL = NAMES[:5]
NOT_SAVED = "I could not save that, please try again"


@contextmanager
def read_only(stage: Stage, cluster: Cluster, url: str) -> Iterator[None]:
    """As after a failover to a standby, or on a disk that the system mounted read-only."""
    name = url.rpartition("/")[2].partition("?")[0]
    for setting in ("on", "off"):
        cluster.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = {setting}")
        stage.parts.database.engine.dispose()
        if setting == "on":
            yield


@contextmanager
def full(stage: Stage, disk: Path) -> Iterator[None]:
    """Not a byte is left, also not in the journal."""
    with stage.parts.database.connection() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fill_up(disk / "ballast")
    yield
    (disk / "ballast").unlink()


@pytest.fixture(params=["full disk", "read-only server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Unwritable]:
    if request.param == "full disk":
        template = request.getfixturevalue("sqlite_template")
        with small_disk(tmp_path / "disk", megabytes=24) as disk:
            copyfile(template, disk / "dividend.sqlite")
            yield f"sqlite:///{disk / 'dividend.sqlite'}", lambda stage: full(stage, disk)
    else:
        url = request.getfixturevalue("postgresql_url")
        cluster = request.getfixturevalue("cluster")
        yield url, lambda stage: read_only(stage, cluster, url)


def settle(stage: Stage) -> None:
    with stage.turn() as turn:
        turn.store.installation.recognise()
    stage.until("2026-09-08 10:00")


def test_on_slack_a_form_stays_open_reading_works_and_all_is_well_afterwards(
    loop: Background, store: Unwritable
) -> None:
    url, unwritable = store
    with slack_side(loop, url) as side:
        stage, alice = side.stage, side.person("Alice")
        settle(stage)
        stage.deliver()
        alice.command("log")
        form, before = alice.form, stage.traces()
        with unwritable(stage):
            refused = alice.submit(WEEK, form).json
            assert refused["response_action"] == "errors"
            assert NOT_SAVED in " ".join(refused["errors"].values())
            assert set(refused["errors"]) <= {b.get("block_id") for b in form["blocks"]}
            assert "quiet" in text_of(alice.command("help").json)
            alice.command("log")
            assert alice.form["blocks"]
            pressed = {**alice.command("quiet").json, "ts": "17.1"}
            assert alice.press("Never write first", pressed).status == 200
            stage.eventually(lambda: [said for said in alice.inbox if NOT_SAVED in said])
            red = stage.ask("GET", "/ready")
            assert red.json["problems"] in (["store_full"], ["store_read_only"])
            assert "dividend_store_up" in stage.ask("GET", "/metrics").text

        assert stage.ask("GET", "/ready").status == 200
        assert stage.traces() == before
        assert alice.submit(WEEK, form).body == b""
        assert len(stage.stored("Alice")) == 1


def test_on_teams_a_form_is_drawn_again_with_what_was_typed(
    loop: Background, store: Unwritable
) -> None:
    url, unwritable = store
    with teams_side(loop, url) as side:
        stage, alice = side.stage, side.person("Alice")
        alice.arrive()
        settle(stage)
        alice.type("log")
        stage.eventually(lambda: [m for m in alice.messages if "Checking" in str(m)])
        form = alice.messages[-1]
        with unwritable(stage):
            refused = alice.submit(form, WEEK)
            drawn = str(refused.json["value"])
            assert NOT_SAVED in drawn
            assert all(value in drawn for value in WEEK.values())

        alice.submit(form, WEEK)
        assert len(stage.stored("Alice")) == 1


@pytest.mark.soak
@pytest.mark.alone
def test_a_hanging_postgresql_is_answered_for_within_two_seconds(
    loop: Background, cluster: Cluster, postgresql_url: str, measured: Measured
) -> None:
    with slack_side(loop, postgresql_url) as side:
        stage, alice = side.stage, side.person("Alice")
        settle(stage)
        took = list[float]()
        cluster.freeze()
        try:
            for ask in (
                lambda: stage.ask("GET", "/ready"),
                lambda: alice.type("help"),
                lambda: stage.ask("GET", "/metrics"),
            ):
                began = monotonic()
                answer = ask()
                took.append(monotonic() - began)
                assert answer.status == 503 or "dividend_store_up 0" in answer.text
        finally:
            cluster.thaw()
        began = monotonic()
        stage.eventually(lambda: stage.ask("GET", "/ready").status == 200)
        back = monotonic() - began
        assert alice.again().status == 200
    measured("R-S6", "answers while PostgreSQL is frozen, slowest", "2 s", f"{max(took):.2f} s")
    measured("R-X1", "not ready after PostgreSQL froze", "10 s", f"{took[0]:.2f} s")
    measured("R-X1", "ready again after PostgreSQL answers", "10 s", f"{back:.2f} s")
    assert max(took) < 2.5


@pytest.fixture
def on_postgresql(loop: Background, cluster: Cluster, postgresql_url: str) -> Iterator[SlackSide]:
    name = postgresql_url.rpartition("/")[2].partition("?")[0]
    cluster.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")  # a crash loses nothing
    with slack_side(loop, postgresql_url) as side:
        settle(side.stage)
        yield side


@pytest.mark.parametrize(
    "times", [3, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.long])]
)
def test_over_restarts_of_postgresql_every_event_has_one_effect(
    on_postgresql: SlackSide, cluster: Cluster, times: int, measured: Measured
) -> None:
    """Slack repeats what is answered with 503: each event until it is taken."""
    stage, back = on_postgresql.stage, 0.0
    people = [on_postgresql.person(name) for name in SEVERAL]  # nobody says too much in a minute
    before = len(stage.deliveries())
    for n in range(times):
        one = people[n % len(people)]
        if n % 3 == 2:
            cluster.stop("fast")
            refused = one.type("help").status
            cluster.start()
            assert refused == 503
        else:
            cluster.restart(("fast", "immediate")[n % 3])
            one.type("help")
        began = monotonic()
        while one.again().status != 200:
            assert monotonic() - began < 5
        back = max(back, monotonic() - began)
    replies = [row for row in stage.deliveries() if row.kind == "reply"]
    assert len(replies) == times
    assert len(stage.deliveries()) == before + times
    measured("R-D2", f"{times} restarts: events lost or doubled", "0", 0)
    measured("R-D2", f"{times} restarts: back to work, slowest", "5 s", f"{back:.2f} s")
