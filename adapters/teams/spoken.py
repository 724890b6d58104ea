"""What a person said to the bot: mentions of the bot taken out, then a word and the rest."""

from adapters.teams import wire
from adapters.teams.wire import Json
from bot.model.fields import LONGEST_TEXT, cleaned

PROGRAM = frozenset({"dividend", "/dividend"})
_LONGEST_NAME = 200


def said(activity: Json) -> str:
    """The message without mentions of the bot; other people's mentions become their names."""
    text = wire.text(activity, "text")
    bot = wire.text(activity, "recipient", "id")
    for entity in wire.records(activity, "entities"):
        marked = wire.text(entity, "text")
        if wire.text(entity, "type") == "mention" and marked:
            named = wire.text(entity, "mentioned", "name")
            is_bot = wire.text(entity, "mentioned", "id") == bot
            text = text.replace(marked, " " if is_bot else named)
    return cleaned(text.replace("&nbsp;", " "))


def command(text: str) -> tuple[str, str]:
    """The first word in lower case and the rest, with or without the program's name in front."""
    name, argument = _split(text)
    if name in PROGRAM:
        name, argument = _split(argument)
    return name[:_LONGEST_NAME], argument[:LONGEST_TEXT]


def _split(text: str) -> tuple[str, str]:
    name, *rest = text.split(maxsplit=1) or [""]
    return name.lower(), "".join(rest).strip()
