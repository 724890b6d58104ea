"""Colours of the pictures, taken from Okabe and Ito's palette, which the colour-blind can tell."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """``gain`` and ``loss`` differ in lightness too, for prints in grey."""

    paper: str
    ink: str
    faint: str
    gain: str
    loss: str
    marked: str


THEMES: Mapping[str, Theme] = {
    "light": Theme("#ffffff", "#1d1c1d", "#c9c9c9", "#0072b2", "#e69f00", "#a34700"),
    "dark": Theme("#1a1d21", "#f1f1f1", "#50555c", "#56b4e9", "#d55e00", "#f0e442"),
}
