"""``app.yaml`` may be changed while the program runs."""

import os
from pathlib import Path

import pytest

from bot.config import CurrentConfig
from bot.errors import ConfigError

ORGANISATION = "organisation: { name: Northlight, zone: Europe/Berlin }\n"
NUDGE = (
    'nudges: { tea: { message: nudges/tea, audience: { who: everyone }, cadence: "0 9 * * *" } }'
)


def written(path: Path, text: str, at: int) -> None:
    path.write_text(text, "utf-8")
    os.utime(path, ns=(at, at))  # some file systems tell times apart by the second only


def test_what_is_written_into_the_file_is_in_force_at_once(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    written(file, ORGANISATION, 1)
    current = CurrentConfig(file)
    assert current().nudges == {}

    written(file, ORGANISATION + NUDGE, 2)

    assert list(current().nudges) == ["tea"]
    assert current() is current(), "it is read once for each change"


@pytest.mark.parametrize("mistaken", ["", "organisation: [", ORGANISATION + "nudges: { tea: {} }"])
def test_a_mistake_leaves_the_last_good_choices_in_force(tmp_path: Path, mistaken: str) -> None:
    file = tmp_path / "app.yaml"
    written(file, ORGANISATION + NUDGE, 1)
    current = CurrentConfig(file)

    written(file, mistaken, 2)
    assert list(current().nudges) == ["tea"]
    file.unlink()
    assert list(current().nudges) == ["tea"]

    written(file, ORGANISATION, 3)
    assert current().nudges == {}


def test_at_the_start_a_mistake_stops_the_program(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        CurrentConfig(tmp_path / "app.yaml")
