"""Whether a language says all that English says, and asks the same."""

from collections.abc import Iterator

from bot.catalog.catalog import Catalog
from bot.catalog.findings import Finding
from bot.catalog.library import ORIGINAL
from bot.catalog.surveys import Question

LINT = "lint"  # words to avoid are each language's own
_KINDS = ((".md", ""), (".yaml", "surveys"), (".yaml", "tasks"), (".yaml", "lessons"))


def missing(catalog: Catalog) -> Iterator[Finding]:
    """Files and labels that one language has and the other has not."""
    sources = catalog.library.sources
    for language in catalog.languages():
        if language == ORIGINAL:
            continue
        for suffix, under in _KINDS:
            english = sources.keys(ORIGINAL, suffix, under)
            translated = sources.keys(language, suffix, under)
            for key in english - translated:
                yield Finding(f"{language}/{key}{suffix}", 1, "is missing; English is used")
            for key in translated - english:
                yield Finding(f"{language}/{key}{suffix}", 1, "has no English original")
        yield from _missing_labels(catalog, language)


def _missing_labels(catalog: Catalog, language: str) -> Iterator[Finding]:
    for file in catalog.library.sources.top(ORIGINAL, ".yaml") - {LINT}:
        english = catalog.library.label_names(file, ORIGINAL)
        for name in sorted(english - catalog.library.label_names(file, language)):
            reason = f"the label {name} is missing; English is used"
            yield Finding(f"{language}/{file}.yaml", 1, reason)


def differing_surveys(catalog: Catalog) -> Iterator[Finding]:
    """A question has one id, kind and set of choices in all languages: answers are kept by them."""
    for key in catalog.survey_keys():
        english = catalog.library.survey(key, ORIGINAL).head.fields
        asked = [_asked(question) for question in english]
        for language in catalog.languages():
            survey = catalog.library.survey(key, language)
            if asked != [_asked(question) for question in survey.head.fields]:
                yield Finding(survey.file, 1, "asks for other things than in English")


def _asked(question: Question) -> dict[str, object]:
    """All of a question but its words."""
    asked = question.model_dump(exclude={"label", "hint", "choices", "labels"})
    return asked | {"choices": [*question.choices], "steps": len(question.labels)}


def differing_tasks(catalog: Catalog) -> Iterator[Finding]:
    for key in catalog.task_keys():
        english = [task.id for task in catalog.tasks(key, ORIGINAL)]
        for language in catalog.languages():
            if english != [task.id for task in catalog.tasks(key, language)]:
                yield Finding(f"{language}/{key}.yaml", 1, "names other tasks than in English")
