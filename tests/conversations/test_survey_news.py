"""The programme lead says what the last wave changed; the next invitation opens with it, once."""

from tests.conversations.town import Town

NEWS = "Invoices are now matched by the tool."
INVITED = "Your weekly check-in"


def written(town: Town, text: str, survey: str = "checkin_finance") -> None:
    town.desk("Lena").say("survey")
    town.desk("Lena").press("What the last one changed")
    town.desk("Lena").submit(survey=survey, changed=text)


def invitations(town: Town, name: str) -> list[str]:
    return [text for text in town.desk(name).inbox if text.startswith(INVITED)]


def test_the_next_invitation_opens_with_it_and_the_one_after_does_not(town: Town) -> None:
    town.until("2026-09-08 10:00")
    assert "Since last time" not in invitations(town, "Alice")[-1]
    town.desk("Alice").say("log")

    town.until("2026-09-10 10:00")
    written(town, NEWS)
    assert f"Check-in, Finance opens with: {NEWS}" in town.desk("Lena").screen

    town.until("2026-09-15 10:00")
    assert f"Since last time: {NEWS}" in invitations(town, "Alice")[-1]
    assert len(invitations(town, "Quin")) == 2
    assert not [text for text in invitations(town, "Quin") if NEWS in text], "of another survey"
    town.desk("Alice").say("log")

    town.until("2026-09-22 10:00")
    assert len(invitations(town, "Alice")) == 3
    assert NEWS not in invitations(town, "Alice")[-1]


def test_it_can_be_changed_and_taken_back(town: Town) -> None:
    written(town, "Something else.")
    written(town, NEWS)
    town.desk("Lena").press("Change")
    town.desk("Lena").submit(survey="checkin_finance", changed="")
    assert "says nothing about the last one" in town.desk("Lena").screen

    town.until("2026-09-08 10:00")
    assert "Since last time" not in invitations(town, "Alice")[-1]


def test_names_and_addresses_are_taken_out_of_it(town: Town) -> None:
    written(town, "Ask alice@northlight.example about it.")

    assert "northlight" not in town.desk("Lena").screen
    assert "about it" in town.desk("Lena").screen


def test_the_list_says_how_each_survey_stands_in_bands_and_is_for_the_programme_lead_only(
    town: Town,
) -> None:
    town.desk("Lena").say("survey")
    assert "Check-in, Finance: not yet" in town.desk("Lena").screen
    town.until("2026-09-08 10:00")
    town.desk("Lena").say("survey")
    assert "Check-in, Finance: open until Sep 13" in town.desk("Lena").screen
    town.until("2026-09-14 10:00")
    town.desk("Lena").say("survey")
    assert "Check-in, Finance: closed on Sep 13; answered: under half" in town.desk("Lena").screen
    assert "Check-in, Legal: closed on Sep 13; answered: not shown" in town.desk("Lena").screen

    town.desk("Mona").say("survey")
    assert "Check-in, Finance" not in town.desk("Mona").screen


def test_nobody_reads_the_names_that_surveys_have_in_the_file(town: Town) -> None:
    lena, ada = town.desk("Lena"), town.desk("Ada")
    town.until("2026-09-14 10:00")
    lena.say("survey")
    read = [lena.screen]
    lena.press("What the last one changed")
    read.append(lena.screen)
    lena.submit(survey="checkin_legal", changed=NEWS)
    read.append(lena.screen)
    ada.say("deliveries")
    ada.press("As a file (CSV)")
    town.pass_time(minutes=1)
    read += [ada.screen, *ada.files.values()]

    assert not [text for text in read if "checkin_" in text]
    assert [text for text in read if "Check-in, Legal" in text]
