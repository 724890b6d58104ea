"""The whole story in a browser: an invitation, an answer, the team's digest, the manager's note."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visits import visit
from tests.platforms.playground import english

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


STEPS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


def let_pass(page: Page, step: str) -> None:
    """Move the clock, and wait until everything on the way has happened."""
    clock = page.locator("#now")
    then = datetime.fromisoformat(clock.get_attribute("datetime") or "") + STEPS[step]
    page.get_by_role("button", name=english(f"playground.advance_{step}_spoken")).click()
    expect(clock).to_have_attribute("datetime", then.isoformat(), timeout=30_000)
    expect(page.locator("body[data-busy]")).to_have_count(0)


def test_from_the_invitation_to_the_dividend(browser: Browser, lived_in: str) -> None:
    with visit(browser, lived_in) as visited:
        page = visited.page
        visited.open("Ben Okafor")
        let_pass(page, "day")
        let_pass(page, "day")

        invitation = page.locator(".card", has_text="Your weekly check-in").last
        invitation.get_by_role("button", name="Answer").click()
        form = page.locator("form.card").last
        form.get_by_role("combobox", name="Matching invoices").select_option("Another number")
        invoices = form.get_by_label("How many hours?")
        invoices.fill("a few")
        form.get_by_label("Checking AI output, in hours").fill("0,5")
        form.get_by_role("group", name="Was it a normal week?").get_by_label("Yes").check()
        form.get_by_role("button", name="Send").click()
        expect(invoices).to_be_focused()
        expect(invoices).to_have_value("a few")
        invoices.fill("1,5")
        form.get_by_role("button", name="Send").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

        visited.say("me")
        expect(page.get_by_text("your last check-in says")).to_be_visible()

        page.locator("#places [data-room='channel:Finance']").click()
        digest = page.locator(".card", has_text="The dividend of Finance").last
        expect(digest.get_by_text("Measured over 10 to 19 people")).to_be_visible()
        expect(digest.get_by_role("img").first).to_be_visible()

        visited.open("Ada Brandt")
        let_pass(page, "week")
        note = page.locator(".card", has_text="Finance: one conversation for this week").last
        expect(note.get_by_text("One question for the next team meeting")).to_be_visible()


def test_whoever_has_not_decided_is_told_who_sees_what_first(
    browser: Browser, lived_in: str
) -> None:
    with visit(browser, lived_in) as visited:
        page = visited.page
        visited.open("Xenia Popov")
        visited.say("log")
        before = page.locator(".card", has_text="Before the first question").last
        before.get_by_role("button", name="No, thank you").click()
        refused = page.locator(".card", has_text="nothing about you is counted").last
        expect(refused).to_be_visible()


def test_a_team_that_is_too_small_gets_the_refusal(browser: Browser, lived_in: str) -> None:
    with visit(browser, lived_in, width=375, theme="dark") as visited:
        page = visited.page
        page.goto(f"{lived_in}/playground")
        page.get_by_role("button", name=english("playground.places")).click()
        page.get_by_text("People", exact=True).last.click()
        page.locator("[data-person]", has_text="Vera Schulz").first.click()
        visited.say("team")
        expect(page.get_by_text("What you can do")).to_be_visible()


def test_days_are_ticked_and_a_day_is_picked(browser: Browser, lived_in: str) -> None:
    with visit(browser, lived_in) as visited:
        page = visited.page
        visited.open("Ben Okafor")
        now = datetime.fromisoformat(page.locator("#now").get_attribute("datetime") or "")
        visited.say("quiet")
        page.get_by_role("button", name="Change").last.click()
        form = page.locator("form.card").last
        days = form.get_by_role("group", name="Days on which I may write")
        days.get_by_role("checkbox", name="Friday").uncheck()
        days.get_by_role("checkbox", name="Saturday").check()
        form.get_by_label("Leave me alone until").fill(f"{now + timedelta(days=20):%Y-%m-%d}")
        form.get_by_role("button", name="Save").click()

        wishes = page.locator(".card", has_text="How I may write to you").last
        expect(wishes).to_contain_text("Monday, Tuesday, Wednesday, Thursday, Saturday")
        expect(wishes).to_contain_text("I am quiet until")
