"""The page around the conversations: clock, people, channels and the line to type in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.playground.frame import avatar, mark
from adapters.playground.markup import Attributes, Html, tag
from adapters.playground.rooms import channel_room, direct_room
from adapters.playground.settings import PlaygroundSettings, Words
from adapters.playground.world import Person

STEPS = ("hour", "day", "week")
_SPOKEN = (
    "online", "offline", "busy", "failed", "moving", "moved", "resetting", "was_reset", "unread",
    "say_direct", "say_channel", "channel_as",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands on the page when it is opened."""

    people: Sequence[Person]
    channels: Sequence[str]
    settings: PlaygroundSettings


def page(scene: Scene) -> str:
    words = scene.settings.words
    attributes: Attributes = {
        "data-zone": scene.settings.zone,
        "data-language": scene.settings.language,
        "data-words": json.dumps({key: words(f"playground.{key}") for key in _SPOKEN}),
    }
    skip = tag("a", {"class": "skip", "href": "#words"}, words("playground.skip"))
    body = tag("body", attributes, skip, _top(words), _places(scene), _room(words), _dialog(words))
    document = tag("html", {"lang": scene.settings.language}, _head(words), body)
    return f"<!doctype html>\n{document}"


def _head(words: Words) -> Html:
    width = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    return tag(
        "head",
        None,
        tag("meta", {"charset": "utf-8"}),
        tag("meta", width),
        tag("meta", {"name": "color-scheme", "content": "light dark"}),
        tag("title", None, words("playground.title")),
        tag("link", {"rel": "icon", "href": "/playground/icon.svg", "type": "image/svg+xml"}),
        tag("link", {"rel": "stylesheet", "href": "/playground/look.css"}),
        tag("link", {"rel": "stylesheet", "href": "/playground/messages.css"}),
        tag("script", {"src": "/playground/theme.js"}),
        tag("script", {"src": "/playground/page.js", "type": "module"}),
    )


def _top(words: Words) -> Html:
    menu = _icon_button("menu", "menu", words("playground.places"), "places")
    brand = tag(
        "p",
        {"class": "brand"},
        mark(),
        tag("strong", None, words("playground.product")),
        tag("span", {"class": "tagline"}, words("playground.tagline")),
    )
    theme = _icon_button("theme", "theme", words("playground.theme"))
    again = words("playground.reset")
    wide = tag("span", {"class": "wide"}, again)
    does = {"type": "button", "id": "reset", "aria-label": again}
    reset = tag("button", does, wide, tag("span", {"class": "icon icon-again narrow"}))
    tools = tag("div", {"class": "tools"}, reset, theme)
    return tag("header", {"class": "top"}, menu, brand, _clock(words), tools)


def _clock(words: Words) -> Html:
    forward = (_forward(step, words) for step in STEPS)
    label = {"class": "clock", "role": "group", "aria-label": words("playground.clock")}
    progress: Attributes = {"id": "progress", "max": "1", "value": "0", "hidden": True}
    return tag(
        "div",
        label,
        tag("time", {"id": "now"}),
        tag("div", {"class": "forward"}, *forward),
        tag("progress", {**progress, "aria-label": words("playground.moving")}),
    )


def _forward(step: str, words: Words) -> Html:
    wide = tag("span", {"class": "wide"}, words(f"playground.advance_{step}"))
    narrow = tag("span", {"class": "narrow"}, words(f"playground.advance_{step}_short"))
    name = words(f"playground.advance_{step}_spoken")
    does = {"type": "button", "data-forward": step, "aria-label": name, "title": name}
    return tag("button", does, wide, narrow)


def _places(scene: Scene) -> Html:
    words = scene.settings.words
    featured = tag("ul", None, *(_person(p) for p in scene.people if p.featured))
    channels = tag("ul", None, *(_channel(name, words) for name in scene.channels))
    search = {
        "type": "search",
        "id": "search",
        "placeholder": words("playground.search"),
        "aria-label": words("playground.search"),
    }
    teams = dict.fromkeys(person.team for person in scene.people)
    everyone = (_team(team, [p for p in scene.people if p.team == team]) for team in teams)
    return tag(
        "nav",
        {"id": "places", "aria-label": words("playground.places")},
        tag("h2", None, words("playground.step_into")),
        featured,
        tag("h2", None, words("playground.channels")),
        channels,
        tag("h2", None, words("playground.everyone")),
        tag("input", search),
        *everyone,
        tag("p", {"class": "made-up"}, words("playground.made_up")),
    )


def _person(person: Person) -> Html:
    room = direct_room(person.id)
    does = {
        "type": "button",
        "class": "place",
        "data-room": room,
        "data-person": person.id,
        "data-name": person.name,
        "data-about": person.role
        if person.role == person.team
        else f"{person.role} · {person.team}",
    }
    lines = tag(
        "span",
        {"class": "lines"},
        tag("span", {"class": "name"}, person.name),
        tag("span", {"class": "about"}, person.role),
    )
    return tag("li", None, tag("button", does, avatar(person.id, person.name), lines, _badge()))


def _channel(name: str, words: Words) -> Html:
    does = {
        "type": "button",
        "class": "place channel",
        "data-room": channel_room(name),
        "data-name": f"#{name}",
        "data-about": words("playground.channel"),
    }
    hash_mark = tag("span", {"class": "hash", "aria-hidden": "true"}, "#")
    return tag("li", None, tag("button", does, hash_mark, tag("span", None, name), _badge()))


def _team(team: str, people: Sequence[Person]) -> Html:
    count = tag("span", {"class": "count"}, str(len(people)))
    summary = tag("summary", None, tag("span", None, team), count, _badge())
    return tag("details", None, summary, tag("ul", None, *(_person(p) for p in people)))


def _room(words: Words) -> Html:
    head = tag(
        "header",
        {"class": "room-head"},
        tag("span", {"id": "room-face"}),
        tag("div", None, tag("h1", {"id": "room-name"}), tag("p", {"id": "room-about"})),
        tag(
            "button", {"type": "button", "class": "button", "id": "home"}, words("playground.home")
        ),
    )
    log = {"id": "messages", "role": "log", "aria-live": "polite", "aria-labelledby": "room-name"}
    empty = tag(
        "div",
        {"id": "empty", "hidden": True},
        mark(),
        tag("p", {"class": "welcome"}, words("playground.empty")),
        tag("p", None, words("playground.empty_hint")),
    )
    newest: Attributes = {"type": "button", "id": "newest", "hidden": True}
    notice = tag("p", {"id": "notice", "role": "status", "aria-live": "polite"})
    scroll = tag("div", {"id": "scroll"}, empty, tag("div", log))
    foot = tag("div", {"class": "foot"}, tag("button", newest, words("playground.newest")), notice)
    return tag("main", None, head, scroll, foot, _composer(words))


def _composer(words: Words) -> Html:
    chips = (
        tag("button", {"type": "button", "class": "chip", "data-say": word}, word)
        for word in words("playground.suggestions").split()
    )
    typed: Attributes = {
        "id": "words",
        "type": "text",
        "autocomplete": "off",
        "enterkeyhint": "send",
        "maxlength": "4000",
        "aria-label": words("playground.say"),
    }
    send = {"type": "submit", "class": "send", "aria-label": words("playground.send")}
    return tag(
        "form",
        {"id": "composer"},
        tag("div", {"class": "chips"}, *chips),
        tag("div", {"class": "line"}, tag("input", typed), tag("button", send, _icon("send"))),
    )


def _dialog(words: Words) -> Html:
    yes = {"type": "button", "class": "button primary", "id": "reset-yes"}
    no: Attributes = {"type": "button", "class": "button", "id": "reset-no", "autofocus": True}
    return tag(
        "dialog",
        {"id": "reset-dialog", "aria-labelledby": "reset-title"},
        tag("h2", {"id": "reset-title"}, words("playground.reset_title")),
        tag("p", None, words("playground.reset_body")),
        tag(
            "div",
            {"class": "buttons"},
            tag("button", yes, words("playground.reset_yes")),
            tag("button", no, words("playground.reset_no")),
        ),
    )


def _badge() -> Html:
    return tag("span", {"class": "badge", "hidden": True})


def _icon(name: str) -> Html:
    return tag("span", {"class": f"icon icon-{name}", "aria-hidden": "true"})


def _icon_button(element_id: str, icon: str, name: str, controls: str = "") -> Html:
    does: Attributes = {
        "type": "button",
        "class": "icon-button",
        "id": element_id,
        "aria-label": name,
        "title": name,
        "aria-controls": controls or False,
        "aria-expanded": "false" if controls else False,
    }
    return tag("button", does, _icon(icon))
