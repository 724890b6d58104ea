"""Short words by name: bands, units, headings of facts, words on a page.

``labels.yaml`` of a language holds them by their full names, any other file beside it those below
its own name: ``title`` in ``playground.yaml`` is ``playground.title``.
"""

from collections.abc import Mapping

from bot.catalog.yamlfiles import YamlText
from bot.errors import MessageFileError

Forms = Mapping[str, str]
Label = str | Forms
Labels = Mapping[str, Label]
_PLURALS = {"zero", "one", "two", "few", "many", "other"}


def read_labels(file: str, under: str, text: str) -> Labels:
    """All labels by dotted name; an entry with ``other`` in it holds plural forms."""
    yaml = YamlText(file, text)
    if not isinstance(yaml.value, dict):
        raise MessageFileError(file, 1, "labels are names with words")
    labels = dict[str, str | Forms]()
    _gather(yaml, (), yaml.value, labels)
    return {f"{under}{name}": label for name, label in labels.items()}


def _gather(
    yaml: YamlText,
    place: tuple[str, ...],
    entries: dict[object, object],
    labels: dict[str, str | Forms],
) -> None:
    for name, entry in entries.items():
        here = (*place, str(name))
        if not isinstance(name, str):  # YAML reads 2_4 as 24 and on as true
            raise yaml.mistake(f"the name {name} is not a text; quote it", yaml.line(place) - 1)
        if isinstance(entry, dict) and not ("other" in entry and set(entry) <= _PLURALS):
            _gather(yaml, here, entry, labels)
        elif isinstance(entry, dict):
            labels[".".join(here)] = {str(form): str(words) for form, words in entry.items()}
        elif isinstance(entry, str):
            labels[".".join(here)] = entry
        else:
            raise yaml.mistake(f"{'.'.join(here)} is not a text; quote it", yaml.line(here) - 1)
