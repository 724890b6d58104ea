"""The app's two icons, drawn when they are asked for."""

import resvg_py

_MARK = '<path d="M58 134V58h30c26 0 42 14 42 38s-16 38-42 38z M84 78v36" {style}/>'
_COLOR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 192 192" width="192" height="192">'
    '<rect width="192" height="192" rx="36" fill="#2F6F4F"/>'
    + _MARK.format(style='fill="none" stroke="#ffffff" stroke-width="14" stroke-linejoin="round"')
    + "</svg>"
)
_OUTLINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="32 32 128 128" width="32" height="32">'
    + _MARK.format(style='fill="none" stroke="#ffffff" stroke-width="12"')
    + "</svg>"
)


def color_icon() -> bytes:
    """192 x 192 PNG, as Teams wants it."""
    return bytes(resvg_py.svg_to_bytes(svg_string=_COLOR))


def outline_icon() -> bytes:
    """32 x 32 PNG, white on nothing, as Teams wants it."""
    return bytes(resvg_py.svg_to_bytes(svg_string=_OUTLINE))
