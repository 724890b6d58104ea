"""The playground's page in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.adapters.playground.stage import SmallTalk
from tests.browser.visits import Journey, visit, walk
from tests.platforms.playground import english

pytestmark = pytest.mark.browser

JOURNEY = Journey(
    person="Ada Brook",
    help_title="What I can do",
    opener="Check in",
    typed={"Typing invoices": "3,5", "Copying figures into reports": "2"},
    chosen=(("Was it a normal week?", "Yes"), ("How was it?", "Good")),
    wrong=("Copying figures into reports", "a few"),
    error="Please give a number from 0 to 168.",
    submit="Send answers",
    thanks="Thank you",
)


def test_a_visitor_answers_a_check_in(browser: Browser, base: str) -> None:
    with visit(browser, base, theme="dark") as visited:
        walk(visited, JOURNEY)
        dark = paper(visited.page)
        visited.page.get_by_role("button", name=english("playground.theme")).click()
        light = paper(visited.page)
        visited.page.reload()

        expect(visited.page.get_by_text("Saved. You can change it")).to_be_visible()
        assert sum(dark) < 200 < 600 < sum(light)
        assert paper(visited.page) == light, "the chosen theme is kept"


def test_the_page_fits_the_narrowest_phone(browser: Browser, base: str) -> None:
    with visit(browser, base, width=320, theme="dark") as visited:
        page = visited.page
        page.goto(f"{base}/playground")
        page.get_by_role("button", name=english("playground.places")).click()
        page.locator("[data-person=ada]").first.click()
        visited.say("me")
        expect(page.locator(".on-dark").first).to_be_visible()
        visited.say("log")
        expect(page.locator("form.card")).to_be_visible()

        assert sideways(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_everything_can_be_done_from_the_keyboard(browser: Browser, base: str) -> None:
    with visit(browser, base) as visited:
        page, press = visited.page, visited.page.keyboard.press
        page.goto(f"{base}/playground")
        expect(page.get_by_text("Two minutes for your week")).to_be_visible()
        press("Tab")
        expect(page.get_by_text(english("playground.skip"))).to_be_focused()
        press("Enter")
        expect(page.locator("#words")).to_be_focused()

        page.keyboard.type("help")
        press("Enter")
        opener = page.get_by_role("button", name="Check in")
        expect(opener).to_be_visible()
        expect(page.locator("#words")).to_be_focused()
        walk_to(opener, page, "Shift+Tab")
        press("Enter")
        expect(page.get_by_label("Typing invoices")).to_be_focused()
        press("Escape")
        expect(page.locator("form.card")).to_have_count(0)
        expect(opener).to_be_focused()
        outline = opener.evaluate("button => getComputedStyle(button).outlineStyle")
        assert outline == "solid"


def test_a_form_grows_and_shrinks_under_the_hands_of_whoever_fills_it_in(
    browser: Browser, base: str, talk: SmallTalk
) -> None:
    """With nothing but the keyboard, and faster than the answers come."""
    talk.slowness = 0.2
    with visit(browser, base) as visited:
        page, press = visited.page, visited.page.keyboard.press
        visited.open("Ada Brook")
        visited.say("log")
        invoices, helper = page.get_by_label("Typing invoices"), page.get_by_label("Which helper")
        further, mood = page.get_by_label("Which one?"), page.get_by_role("radio", name="Awful")
        expect(invoices).to_be_focused()
        press("Control+A")
        page.keyboard.type("3,5")
        walk_to(helper, page, "Tab")

        press("End")
        expect(further).to_be_visible()
        expect(helper).to_be_focused()
        press("Tab")
        expect(further).to_be_focused()
        page.keyboard.type("Abacus")

        press("Shift+Tab")
        press("ArrowUp")
        press("End")  # a second thought, before the first was heard
        press("Tab")
        press("End")
        page.keyboard.type(" 2")
        page.wait_for_timeout(3 * 200)
        expect(further).to_be_focused()
        expect(further).to_have_value("Abacus 2")

        press("Shift+Tab")
        press("Home")
        expect(further).to_have_count(0)
        expect(helper).to_be_focused()
        press("Tab")
        expect(mood).to_be_focused()
        expect(invoices).to_have_value("3,5")


def test_moving_the_clock_brings_messages_live_and_marks_where(browser: Browser, base: str) -> None:
    with visit(browser, base) as visited:
        page = visited.page
        visited.open("Max Stone")
        before = page.locator("#now").inner_text()
        page.get_by_role("button", name=english("playground.advance_day_spoken")).click()

        ada = page.locator("[data-person=ada]").first
        expect(ada.get_by_role("img", name="1 unread")).to_be_visible()
        expect(page.locator("#now")).not_to_have_text(before)
        expect(page).to_have_title(re.compile(r"^\(2\)"))
        ada.click()
        expect(page.get_by_role("heading", name="Two minutes for your week")).to_have_count(2)
        expect(ada.locator(".badge")).to_be_hidden()


def test_a_double_click_says_it_once_and_starting_again_asks_first(
    browser: Browser, base: str
) -> None:
    with visit(browser, base) as visited:
        page = visited.page
        visited.open("Ada Brook")
        page.locator("#words").fill("help")
        page.get_by_role("button", name=english("playground.send")).dblclick()
        expect(page.get_by_role("heading", name="What I can do")).to_have_count(1)
        visited.say("me")
        expect(page.get_by_role("heading", name="Your page")).to_have_count(1)
        assert page.locator(".said").all_inner_texts() == ["help", "me"]

        page.get_by_role("button", name=english("playground.reset")).click()
        expect(page.get_by_role("button", name=english("playground.reset_no"))).to_be_focused()
        page.locator("#reset-yes").click()
        expect(page.get_by_text(english("playground.was_reset"))).to_be_visible()
        expect(page.get_by_text("What I can do")).to_have_count(0)
        expect(page.get_by_role("heading", name="Two minutes for your week")).to_have_count(1)


def walk_to(wanted: Locator, page: Page, key: str) -> None:
    while not wanted.evaluate("one => one === document.activeElement"):
        page.keyboard.press(key)


def paper(page: Page) -> list[int]:
    """Red, green and blue of the page's ground."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return [int(part) for part in re.findall(r"\d+", colour)][:3]


def sideways(page: Page) -> list[str]:
    """Parts that reach beyond the page's edge; a picture may, it scrolls in its frame."""
    reach = """() => [...document.querySelectorAll("body *:not(.chart *, .chips *)")]
        .filter(part => part.checkVisibility() && !part.closest(".skip, .chart, .chips"))
        .filter(part => part.getBoundingClientRect().right > innerWidth + 1)
        .map(part => part.className || part.tagName)"""
    return list(page.evaluate(reach))
