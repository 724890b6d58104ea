"""Files that say who is away: what is read from them, how bad lines are named."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RosterRejected
from bot.roster import Away, parse_absences

HOME = "Europe/Berlin"
DECEMBER = {day: date(2026, 12, day) for day in range(1, 32)}


def read(data: str) -> list[tuple[int, str, date, date]]:
    found = parse_absences(data.encode(), home_zone=HOME)
    return [(away.line, away.email, away.first, away.last) for away in found]


def refused(data: str) -> list[tuple[int, str]]:
    with pytest.raises(RosterRejected) as rejected:
        parse_absences(data.encode(), home_zone=HOME)
    return list(rejected.value.lines)


def calendar(*events: str) -> str:
    inside = "\n".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{inside}\nEND:VCALENDAR\n"


def test_a_line_says_who_is_away_from_when_to_when_and_the_rest_is_not_looked_at() -> None:
    data = (
        "\ufeffName;E-mail;Reason;From;To\r\n"
        "Ada;ADA@northlight.example;sick;2026-12-01;2026-12-03\r\n"
        "Ben;ben@northlight.example;;24.12.2026;24.12.2026\r\n"
    )

    assert read(data) == [
        (2, "ada@northlight.example", DECEMBER[1], DECEMBER[3]),
        (3, "ben@northlight.example", DECEMBER[24], DECEMBER[24]),
    ]
    assert not any("sick" in str(line) for line in read(data))


def test_every_bad_line_is_named_with_its_reason() -> None:
    data = (
        "email,from,to\n"
        "ada,2026-12-01,2026-12-03\n"
        "ben@x.example,12/24/2026,soon\n"
        "ben@x.example,2026-12-03,2026-12-01\n"
        "ben@x.example,2026-12-03,2036-12-01\n"
        "ben@x.example,1026-12-03,1026-12-04\n"
        "ben@x.example,2026-12-03\n"
        "ben@x.example,2026-02-30,2026-03-01\n"
    )

    assert refused(data) == [
        (2, '"ada" is not an e-mail address'),
        (3, '"12/24/2026" is not a day, such as 2026-12-24 or 24.12.2026'),
        (3, '"soon" is not a day, such as 2026-12-24 or 24.12.2026'),
        (4, "2026-12-01 is before 2026-12-03"),
        (5, "2026-12-03 to 2036-12-01 is longer than three years"),
        (6, "1026-12-03 to 1026-12-04 is not in this century"),
        (7, "2 values, but 3 columns"),
        (8, '"2026-02-30" is not a day, such as 2026-12-24 or 24.12.2026'),
    ]
    assert refused("who,from,to\n") == [(1, 'there is no column "email"')]


def test_an_event_is_about_its_guests_or_whom_its_words_name() -> None:
    days = "DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261204"
    data = calendar(
        f"{days}\nATTENDEE;CN=Ada:MAILTO:Ada@x.example\nORGANIZER:mailto:hr@x.example\nSUMMARY:ill",
        f"{days}\nSUMMARY:Ben Okafor <ben@x.example>: holiday\nORGANIZER:mailto:hr@x.example",
        f"{days}\nSUMMARY:Away\nDESCRIPTION:Carl is away\\n carl@x.example.",
        f"{days}\nORGANIZER;CN=Dora:mailto:dora@x.example",
    )

    found = read(data)

    assert [email.partition("@")[0] for _, email, _, _ in found] == ["ada", "ben", "carl", "dora"]
    assert {span for _, _, *days in found for span in [tuple(days)]} == {(DECEMBER[1], DECEMBER[3])}
    assert [line for line, *_ in found] == [
        number for number, text in enumerate(data.splitlines(), 1) if text == "BEGIN:VEVENT"
    ]


@pytest.mark.parametrize(
    ("times", "span"),
    [
        ("DTSTART;VALUE=DATE:20261201", (1, 1)),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261201", (1, 1)),
        ("DTSTART;VALUE=DATE:20261201\nDURATION:P3D", (1, 3)),
        ("DTSTART:20261201T000000\nDTEND:20261203T000000", (1, 2)),
        ("DTSTART:20261201T120000\nDTEND:20261203T120000", (2, 2)),
        ("DTSTART:20261201T230000Z\nDTEND:20261203T230000Z", (2, 3)),  # midnight in Berlin
        ("DTSTART;TZID=Asia/Tokyo:20261201T000000\nDURATION:P1D", (1, 1)),
        ("DTSTART:20261201T090000\nDTEND:20261201T120000", None),
        ("DTSTART:20261201T090000", None),
        ("DTSTART;VALUE=DATE:20261201\nSTATUS:CANCELLED", None),
    ],
)
def test_only_whole_days_are_days_away(times: str, span: tuple[int, int] | None) -> None:
    found = read(calendar(f"{times}\nSUMMARY:ada@x.example"))

    expected = [(DECEMBER[span[0]], DECEMBER[span[1]])] if span else []
    assert [(first, last) for _, _, first, last in found] == expected


def test_an_event_that_cannot_be_read_is_named_by_its_line() -> None:
    day = "DTSTART;VALUE=DATE:20261201"
    data = calendar(
        f"{day}\nSUMMARY:ada@x.example",
        f"{day}\nSUMMARY:Ada Brandt",
        f"{day}\nSUMMARY:ada@x.example\nRRULE:FREQ=WEEKLY",
        "DTSTART;VALUE=DATE:soon\nSUMMARY:ada@x.example",
        "SUMMARY:ada@x.example",
        f"{day}\n{day}\nSUMMARY:ada@x.example",
    )

    assert [(number, said.partition(" ")[0]) for number, said in refused(data)] == [
        (7, "names"),
        (11, "repeats:"),
        (16, "DTSTART:"),
        (20, "says"),
        (23, "begins"),
    ]
    assert refused("BEGIN:VCALENDAR\nand then nothing")[0][1].startswith("not a calendar")


@settings(deadline=None, max_examples=150)
@given(
    st.text(max_size=200).map(lambda text: f"email,from,to\n{text}")
    | st.lists(
        st.sampled_from(
            "BEGIN:VEVENT|END:VEVENT|DTSTART:20261201|DTSTART;VALUE=DATE:20261201|DTEND:x|"
            "DTEND;VALUE=DATE:99991231|DURATION:-P9D|SUMMARY:a@b.example|RRULE:x|:;|"
            "DTEND:20261202T000000Z|BEGIN:VTODO|ATTENDEE:|DTSTART:99991231T235959Z".split("|")
        ),
        max_size=8,
    ).map(lambda lines: "BEGIN:VCALENDAR\n" + "\n".join([*lines, "END:VCALENDAR"]))
)
def test_junk_is_read_or_refused_and_nothing_worse(text: str) -> None:
    try:
        found: object = parse_absences(text.encode(errors="replace"), home_zone=HOME)
    except RosterRejected as rejected:
        found = rejected.lines

    assert all(isinstance(one, (Away, tuple)) for one in found)  # type: ignore[attr-defined]
