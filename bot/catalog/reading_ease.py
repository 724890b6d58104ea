"""How easily a text reads, from 0 (for scholars) to 100 (for children), by its language's formula.

English: R. Flesch, "A New Readability Yardstick", Journal of Applied Psychology 32 (1948). German:
T. Amstad, "Wie verständlich sind unsere Zeitungen?", Zürich 1978. French: L. Kandel and A. Moles,
"Application de l'indice de Flesch à la langue française", 1958. All weigh words in a sentence and
syllables in a word; syllables are counted as groups of vowels, which is right within a tenth over a
text and not for each word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SENTENCE = re.compile(r"[.!?:;…]+(?=\s|$)|\n+")
_WORD = re.compile("[^\\W\\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}][^\\W\\d_]+)*")
_SILENT_IN_ENGLISH = re.compile(
    r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeiouydt])ed$|(?<=[^aeioulscxzgh])es$"
)
_VOWELS = re.compile(r"[aeiouyäöüàâáéèêëîïíôóûùúæœ]+")
_GERMAN_VOWELS = re.compile(r"ei|ai|au|eu|äu|ie|aa|ee|oo|[aeiouyäöü]")


@dataclass(frozen=True, slots=True)
class _Formula:
    base: float
    per_word: float
    per_syllable: float


_FORMULAS: Mapping[str, _Formula] = {
    "en": _Formula(206.835, 1.015, 84.6),
    "de": _Formula(180.0, 1.0, 58.5),
    "fr": _Formula(207.0, 1.015, 73.6),
}


def reading_ease(text: str, language: str) -> float | None:
    """None for a language without a formula, and for a text without words."""
    formula, words = _FORMULAS.get(language), _WORD.findall(text)
    if formula is None or not words:
        return None
    sentences = sum(1 for part in _SENTENCE.split(text) if _WORD.search(part))
    spoken = sum(syllables(word, language) for word in words)
    length, weight = len(words) / sentences, spoken / len(words)
    return formula.base - formula.per_word * length - formula.per_syllable * weight


def syllables(word: str, language: str) -> int:
    vowels = _GERMAN_VOWELS if language == "de" else _VOWELS
    heard = _SILENT_IN_ENGLISH.sub("", word.lower()) if language == "en" else word.lower()
    return len(vowels.findall(heard)) or 1


def count_words(text: str) -> int:
    return len(_WORD.findall(text))
