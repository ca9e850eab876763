"""Contrast of the colour tokens, in both themes: text at least 4.5 : 1, parts that carry meaning at least 3 : 1."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "helpdesk" / "static" / "css" / "tokens.css"
THEMES = ("light", "dark")

GROUNDS = ["canvas", "surface", "sunken", "raised", "hover", "selected"]
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent-ink") for ground in GROUNDS],
    *[(ink, "raised-hover") for ink in ("ink", "ink-3")],
    *[(ink, "raised-tab") for ink in ("ink", "accent-ink")],
    *[(ink, "ours") for ink in ("ink", "ink-3", "accent-ink")],
    *[(ink, note) for ink in ("ink", "note-ink") for note in ("note", "note-2")],
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-accent", "late-btn"),
    ("on-accent", "late-btn-hover"),
    ("on-note-btn", "note-btn"),
    ("on-note-btn", "note-btn-hover"),
    ("soon-ink", "soon"),
    ("soon-ink", "surface"),
    ("late-ink", "late"),
    *[("late-ink", ground) for ground in ("canvas", "surface", "sunken", "selected", "ours")],
    ("here-ink", "surface"),
    ("accent-ink", "accent-soft"),
    ("toast-ink", "toast"),
    ("toast-accent", "toast"),
    ("ink", "heat-0"),
    ("ink", "heat-1"),
    ("ink", "heat-2"),
    ("ink", "heat-3"),
    ("on-heat-high", "heat-4"),
    ("on-heat-high", "heat-5"),
    *[(f"tone-{tone}-ink", f"tone-{tone}") for tone in (1, 2, 3, 4)],
]
PARTS = [
    ("field", "surface"),  # fields bring their own ground with them
    *[("mark", ground) for ground in ("canvas", "surface", "sunken", "raised", "selected", "note")],
    ("accent", "surface"),
    ("soon-mark", "surface"),
    ("soon-mark", "sunken"),
    ("late-mark", "surface"),
    ("late-mark", "sunken"),
    ("late-mark", "ours"),
    ("toast-late", "toast"),
    *[(f"series-{number}", "surface") for number in (1, 2, 3, 4)],
    ("here", "surface"),
    ("kept", "surface"),
    ("missed", "surface"),
    ("running", "surface"),
]


def read_tokens():
    """{name: (light, dark)} of every colour token, as "#rrggbb"."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(), flags=re.S)
    tokens = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", css):
        if both := re.fullmatch(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", value):
            tokens[name] = both.groups()
        elif re.fullmatch("#[0-9a-f]{6}", value):
            tokens[name] = (value, value)
    return tokens


def luminance(colour):
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(pairs, least):
    tokens = read_tokens()
    return [
        f"{theme}: {part} on {ground} is {ratio:.2f}"
        for part, ground in pairs
        for place, theme in enumerate(THEMES)
        if (ratio := contrast(tokens[part][place], tokens[ground][place])) < least
    ]


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_text_stands_out_from_its_ground_in_both_themes():
    assert too_faint(TEXT, 4.5) == []


def test_parts_that_carry_meaning_stand_out_from_their_ground_in_both_themes():
    assert too_faint(PARTS, 3) == []


def test_initials_can_be_read_at_their_small_size():
    assert too_faint([(f"tone-{tone}-ink", f"tone-{tone}") for tone in (1, 2, 3, 4)], 7.5) == []


def test_components_use_only_tokens_that_exist():
    css = TOKENS.parent
    known = set(re.findall(r"--([\w-]+):", "".join(path.read_text() for path in css.glob("*.css"))))
    used = {name for path in css.glob("*.css") for name in re.findall(r"var\(--([\w-]+)", path.read_text())}

    # the list's width is the one size that comes from the page
    assert used - known == {"list-width"}


def test_components_write_no_colours_of_their_own():
    files = [path for path in TOKENS.parent.glob("*.css") if path != TOKENS]
    found = {path.name: re.findall(r"#[0-9a-f]{3,8}\b", path.read_text()) for path in files}

    # the one exception is the host's colour, which the page replaces
    assert {name: colours for name, colours in found.items() if colours} == {"portal.css": ["#00574b"]}
