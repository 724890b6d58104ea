"""A visit to the playground in a real browser, and what must never happen during one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


PATIENCE = 20_000  # milliseconds: the machine may be busy, and a failure is worth the wait


@dataclass(frozen=True)
class Journey:
    """Whom to be, and what to say and fill in; names are those that people read on the page."""

    person: str
    help_title: str
    opener: str
    typed: Mapping[str, str]
    chosen: tuple[tuple[str, str], ...]
    wrong: tuple[str, str]
    error: str
    submit: str
    thanks: str


@dataclass
class Visit:
    """An open page; ``troubles`` are script errors, and requests that left this machine."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("request", lambda request: self._follow(request.url))

    def open(self, person: str) -> None:
        self.page.goto(f"{self.base}/playground")
        self.page.locator("#places [data-person]", has_text=person).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(person)

    def say(self, words: str) -> None:
        self.page.locator("#words").fill(words)
        self.page.keyboard.press("Enter")

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.troubles.append(f"{kind}: {text}")

    def _follow(self, url: str) -> None:
        if not (url.startswith(f"{self.base}/") or urlsplit(url).scheme == "data"):
            self.troubles.append(f"request: {url}")


@contextmanager
def visit(
    browser: Browser, base: str, *, width: int = 1280, theme: str = "light"
) -> Iterator[Visit]:
    """A fresh visitor; nothing may have gone wrong by the end."""
    scheme = {"light": "light", "dark": "dark"}[theme]
    context = browser.new_context(
        viewport={"width": width, "height": 760},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    visited = Visit(context.new_page(), base)
    visited.page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    visited.watch()
    yield visited
    context.close()
    assert not visited.troubles


def walk(visited: Visit, journey: Journey) -> None:
    """Help, the form from its button, a wrong value, the corrected one, the thank-you."""
    page = visited.page
    visited.open(journey.person)
    visited.say("help")
    card = page.locator(".card", has=page.get_by_role("heading", name=journey.help_title)).last
    expect(card).to_be_visible()

    card.get_by_role("button", name=journey.opener).click()
    form = page.locator("form.card").last
    expect(form.locator(":focus")).to_have_count(1)
    for label, value in {**journey.typed, journey.wrong[0]: journey.wrong[1]}.items():
        form.get_by_label(label).fill(value)
    for group, choice in journey.chosen:
        form.get_by_role("group", name=group).get_by_role("radio", name=choice).check()
    form.get_by_role("button", name=journey.submit).click()

    wrong = form.get_by_label(journey.wrong[0])
    expect(wrong).to_have_accessible_description(journey.error)
    expect(wrong).to_be_focused()
    for label, value in {**journey.typed, journey.wrong[0]: journey.wrong[1]}.items():
        expect(form.get_by_label(label)).to_have_value(value)

    wrong.fill(journey.typed[journey.wrong[0]])
    form.get_by_role("button", name=journey.submit).click()
    expect(page.locator(".card", has_text=journey.thanks).last).to_be_visible()
    expect(page.locator("form.card")).to_have_count(0)
