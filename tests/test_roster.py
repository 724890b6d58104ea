"""The admin's roster file: what is read from it, how bad lines are named, what would change."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RosterRejected
from bot.model.events import Actor
from bot.roster import ChangedLine, RosterChange, RosterLine, diff, parse_roster

HOME = "Europe/Amsterdam"
HEADER = "name,email,team,parent_team,manager_email,role_band,contracted_hours,zone,platform_id"
MIA = "Mia Chen,mia@acme.example,Finance,Operations,,manager,40,Europe/London,slack:T1:U1"
ALEX = "Alex Kim,Alex@Acme.example,Finance,,mia@acme.example,analyst,38.5,,"


def roster(*lines: str, header: str = HEADER) -> tuple[RosterLine, ...]:
    return parse_roster("\n".join((header, *lines)).encode(), home_zone=HOME)


def rejected(data: bytes, known_emails: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    with pytest.raises(RosterRejected) as refused:
        parse_roster(data, home_zone=HOME, known_emails=known_emails)
    return list(refused.value.lines)


def refusals(*lines: str) -> list[tuple[int, str]]:
    return rejected("\n".join((HEADER, *lines)).encode())


def line(**cells: str) -> str:
    """One good line with some cells made different."""
    good = dict(zip(HEADER.split(","), MIA.split(","), strict=True))
    return ",".join((good | cells).values())


def test_everybody_in_the_file_is_read() -> None:
    mia, alex = roster(MIA, ALEX)

    assert mia == RosterLine(
        name="Mia Chen",
        email="mia@acme.example",
        team="Finance",
        parent_team="Operations",
        manager_email="",
        role_band="manager",
        contracted_hours=40.0,
        zone="Europe/London",
        platform_id="slack:T1:U1",
    )
    assert mia.actor == Actor("slack", "T1", "U1")
    assert (alex.email, alex.contracted_hours) == ("alex@acme.example", 38.5)
    assert alex.actor is None


def test_what_a_line_leaves_out_is_known_from_elsewhere() -> None:
    _, alex = roster(MIA, ALEX)

    assert alex.zone == HOME
    assert alex.parent_team == "Operations"  # as Mia's line says of the team


def test_spreadsheets_save_in_their_own_ways() -> None:
    semicolons = "\r\n".join(text.replace(",", ";") for text in (HEADER, MIA, ALEX))
    data = b"\xef\xbb\xbf" + semicolons.replace("38.5", "38,5").encode() + b"\r\n;;;;;;;;\r\n\r\n"

    assert parse_roster(data, home_zone=HOME) == roster(MIA, ALEX)
    assert roster(
        *(text.replace(",", "\t") for text in (MIA, ALEX)), header=HEADER.replace(",", "\t")
    )


def test_columns_may_stand_in_any_order_and_be_named_as_people_do() -> None:
    header = (
        "E-mail,Name,Platform ID,Team,Parent team,Manager e-mail,Role band,Contracted hours,Zone"
    )

    (mia,) = roster("mia@acme.example,Mia Chen,,Finance,,,manager,40,", header=header)

    assert (mia.name, mia.email, mia.contracted_hours) == ("Mia Chen", "mia@acme.example", 40)


def test_a_quoted_name_may_hold_the_delimiter_and_a_line_break() -> None:
    mia, alex = roster(MIA.replace("Mia Chen", '"Chen,\nMia"'), ALEX)

    assert (mia.name, alex.name) == ("Chen, Mia", "Alex Kim")
    with pytest.raises(RosterRejected, match=r"^line 4: "):
        roster(MIA.replace("Mia Chen", '"Chen,\nMia"'), ALEX.replace("38.5", "x"))


def test_invisible_characters_are_taken_out_of_names() -> None:
    (mia,) = roster(line(name="\u202eMia\u200b  Chen\x00 "))

    assert mia.name == "Mia Chen"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"name": ""}, "no name"),
        ({"name": "x" * 201}, "the name is longer than 200 characters"),
        ({"team": " "}, "no team"),
        ({"email": "mia"}, '"mia" is not an e-mail address'),
        ({"email": "mia@acme"}, '"mia@acme" is not an e-mail address'),
        ({"email": "mia@acme@x.example"}, '"mia@acme@x.example" is not an e-mail address'),
        ({"email": ""}, '"" is not an e-mail address'),
        ({"contracted_hours": "0"}, '"0" is not a number of hours from 1 to 80'),
        ({"contracted_hours": "80.5"}, '"80.5" is not a number of hours from 1 to 80'),
        ({"contracted_hours": "-8"}, '"-8" is not a number of hours from 1 to 80'),
        ({"contracted_hours": "nan"}, '"nan" is not a number of hours from 1 to 80'),
        ({"contracted_hours": ""}, '"" is not a number of hours from 1 to 80'),
        ({"zone": "Europe/Paradise"}, '"Europe/Paradise" is not a time zone'),
        ({"zone": "Europe"}, '"Europe" is not a time zone'),
        ({"platform_id": "U012"}, '"U012" is not a platform id'),
        ({"platform_id": "irc:a:b"}, '"irc:a:b" is not a platform id'),
        ({"manager_email": "mia@acme.example"}, "nobody is their own manager"),
        ({"manager_email": "gone@acme.example"}, 'the manager "gone@acme.example" is neither'),
        ({"parent_team": "Finance"}, '"Finance" would be above itself'),
    ],
)
def test_a_bad_cell_is_named_with_its_line(cells: dict[str, str], reason: str) -> None:
    ((number, said),) = refusals(ALEX.replace("mia@acme.example", ""), line(**cells))

    assert number == 3
    assert said.startswith(reason)


def test_a_country_may_be_named_and_must_exist() -> None:
    header = f"{HEADER},country"
    mia, alex = roster(f"{MIA},de-by", f"{ALEX},", header=header)

    assert (mia.country, alex.country) == ("DE-BY", "")
    for country in ("BAVARIA", "DE-XX", "-"):
        [(number, said)] = rejected(f"{header}\n{MIA},{country}".encode())
        assert (number, said.partition(",")[0]) == (2, f'"{country}" is not a country')


def test_every_bad_line_is_named_in_order_and_nothing_is_half_read() -> None:
    other = {"email": "b@acme.example", "platform_id": ""}
    found = refusals(
        line(email=""), ALEX, "too,short", line(**other, zone="x", role_band="y" * 201)
    )

    assert found == [
        (2, '"" is not an e-mail address'),
        (3, 'the manager "mia@acme.example" is neither in the file nor known already'),
        (4, "2 values, but 9 columns"),
        (5, "the role_band is longer than 200 characters"),
        (5, '"x" is not a time zone, such as Europe/Amsterdam'),
    ]


def test_nobody_is_there_twice() -> None:
    found = refusals(MIA, line(email="MIA@acme.example", platform_id="teams:A-1:B-2"))

    assert found == [(3, '"mia@acme.example" is on line 2 already')]
    assert refusals(MIA, line(email="m2@acme.example")) == [
        (3, '"slack:T1:U1" is on line 2 already')
    ]


def test_a_manager_may_be_known_already() -> None:
    data = "\n".join((HEADER, ALEX)).encode()

    assert parse_roster(data, home_zone=HOME, known_emails=["Mia@acme.example"])
    assert rejected(data)[0][0] == 2


def test_a_team_has_one_parent() -> None:
    found = refusals(MIA, line(email="a@acme.example", platform_id="", parent_team="Sales"))

    assert found == [(3, '"Finance" has the parent "Operations" on line 2')]


def test_a_team_has_one_spelling() -> None:
    found = refusals(MIA, line(email="a@acme.example", platform_id="", team="finance"))

    assert found == [(3, 'the team "finance" is written "Finance" elsewhere')]


def test_teams_cannot_stand_above_each_other_in_a_circle() -> None:
    found = refusals(
        line(team="A", parent_team="B"),
        line(team="B", parent_team="C", email="b@acme.example", platform_id=""),
        line(team="C", parent_team="A", email="c@acme.example", platform_id=""),
        line(team="D", parent_team="A", email="d@acme.example", platform_id=""),
    )

    assert found == [(4, '"C" would be above itself')]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "there is no"),
        (HEADER.replace("email,", "", 1), 'there is no column "email"'),
        (HEADER + ",salary", '"salary" is not a column'),
        (HEADER + ",zone", 'the column "zone" is there twice'),
    ],
)
def test_a_header_that_does_not_name_the_columns_is_refused(header: str, reason: str) -> None:
    found = rejected(header.encode())

    assert found[0][0] == 1
    assert reason in found[0][1]


def test_a_file_in_another_encoding_is_refused_at_its_line() -> None:
    data = f"{HEADER}\n{MIA}\n{ALEX.replace('Alex', 'Aléx')}".encode("latin-1")

    assert rejected(data) == [(3, "not UTF-8: save the file as CSV UTF-8")]


def test_a_file_without_an_end_is_refused() -> None:
    assert "larger than" in rejected(b"x" * 20_000_001)[0][1]
    assert "not CSV" in rejected(f'{HEADER}\n"Mia'.encode())[0][1]


def test_a_header_alone_is_a_roster_of_nobody() -> None:
    assert roster() == ()


@settings(deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode(errors="replace"))
)
def test_junk_is_read_or_rejected_and_nothing_worse(data: bytes) -> None:
    outcome: object = ()
    try:
        outcome = parse_roster(data, home_zone=HOME)
    except RosterRejected as refused:
        outcome = refused.lines

    assert isinstance(outcome, tuple)


def test_a_new_roster_says_who_comes_who_goes_and_what_changes() -> None:
    mia, alex = roster(MIA, ALEX)
    older = replace(alex, contracted_hours=40.0, team="Support")
    gone = replace(alex, email="gone@acme.example")
    new = replace(alex, email="new@acme.example")

    assert diff([mia, older, gone], [mia, alex, new]) == RosterChange(
        added=(new,),
        changed=(ChangedLine("alex@acme.example", ("team", "contracted_hours")),),
        removed=(gone,),
        unchanged=1,
    )


def test_the_same_roster_again_changes_nothing() -> None:
    lines = roster(MIA, ALEX)

    assert diff(lines, reversed(lines)) == RosterChange((), (), (), unchanged=2)
