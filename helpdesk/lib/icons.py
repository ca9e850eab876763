"""Icons as inline SVG: general ones from lucide, ticket status and priority in drawings of our own.

Every function returns a SafeString made only of our own markup and escaped words; results are kept per process.
"""

from functools import cache, lru_cache
from importlib.resources import files
from zipfile import ZipFile

from django.utils.html import escape
from django.utils.safestring import mark_safe

# Our own drawings, on a grid of 14.
STATUS_SHAPES = {
    "new": (
        '<circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" stroke-width="1.7" stroke-dasharray="2.2 2.512"'
        ' stroke-dashoffset="1.1"/><circle cx="7" cy="7" r="2.1"/>'
    ),
    "open": (
        '<circle cx="7" cy="7" r="5.9" fill="none" stroke="currentColor" stroke-width="1.7"/>'
        '<path d="M7 3.2a3.8 3.8 0 0 1 0 7.6z"/>'
    ),
    "pending": (
        '<g fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round">'
        '<circle cx="7" cy="7" r="6"/><path d="M9.5 5.2v.5a1.9 1.9 0 0 1-1.9 1.9H4.5M6 5.9 4.3 7.6 6 9.3"/></g>'
    ),
    "hold": (
        '<g fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round">'
        '<circle cx="7" cy="7" r="6"/><path d="M5.6 5v4M8.4 5v4"/></g>'
    ),
    "solved": (
        '<path fill-rule="evenodd" d="M7 .3a6.7 6.7 0 1 1 0 13.4A6.7 6.7 0 0 1 7 .3Zm3.53 4.72a.8.8 0 0 0-1.13-1.13'
        'L6.1 7.19 4.7 5.79a.8.8 0 0 0-1.13 1.13l1.96 1.96a.8.8 0 0 0 1.13 0Z"/>'
    ),
    "closed": (
        '<g fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round">'
        '<circle cx="7" cy="7" r="6"/><path d="M4.4 7h5.2"/></g>'
    ),
}
BAR = '<rect class="priority-icon__bar" x="{}" y="{}" width="2.6" height="{}" rx="1"/>'
FAINT_BAR = '<rect class="priority-icon__bar priority-icon__bar--off" x="{}" y="{}" width="2.6" height="{}" rx="1"/>'
BARS = ((0.8, 8.8, 4.2), (5.7, 6, 7), (10.6, 3, 10))
PRIORITY_BARS = {"low": 1, "normal": 2, "high": 3}
URGENT = (
    '<rect x=".5" y=".5" width="13" height="13" rx="3"/>'
    '<path class="priority-icon__sign" d="M7 3.4v4.1M7 10.4v.1" fill="none" stroke-width="1.9" stroke-linecap="round"/>'
)
CHANNEL_ICONS = {
    "email": "mail",
    "form": "globe",
    "portal": "globe",
    "api": "globe",
    "chat": "message-circle",
    "phone": "phone",
    "sms": "smartphone",
    "fax": "printer",
    "letter": "mailbox",
    "visit": "footprints",
}


def icon(name, size=16, label="", extra_class=""):
    """One lucide icon, ``size`` px square. Hidden from screen readers unless ``label`` names it."""
    # lazy translations and SafeStrings become plain, hashable text in the reader's language
    return _icon(str(name), int(size), str(label), str(extra_class))


def status_icon(category, size=14, label=""):
    """Shape of a status category: new, open, pending, hold, solved or closed."""
    return _drawing("status-icon", str(category), int(size), str(label))


def priority_icon(priority, size=14, label=""):
    """Bars for low, normal, high; a square with "!" for urgent."""
    return _drawing("priority-icon", str(priority), int(size), str(label))


def channel_icon(kind, size=14, label=""):
    """How a ticket came in. Kinds that have no drawing yet (a new network) get the speech bubble."""
    return icon(CHANNEL_ICONS.get(str(kind), "message-circle"), size, label)


@lru_cache(maxsize=2048)
def _icon(name, size, label, extra_class):
    # The stroke counts in units of lucide's grid of 24; small icons would look thin with 1.75.
    stroke = 2 if size < 14 else 1.75
    svg = (
        f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{stroke}"'
        f' stroke-linecap="round" stroke-linejoin="round" class="{escape(f"icon {extra_class}".rstrip())}">'
        f"{_lucide()[name]}</svg>"
    )
    return _named(svg, label)


@cache
def _lucide():
    """``{name: what stands in its svg}`` of all icons, read at once: lucide's own function opens its archive for each."""
    with files("lucide").joinpath("lucide.zip").open("rb") as file, ZipFile(file) as archive:
        svgs = {name.removesuffix(".svg"): archive.read(name).decode() for name in archive.namelist()}
    return {name: _one_line(svg[svg.index(">") + 1 : svg.rindex("</svg>")]) for name, svg in svgs.items()}


def _one_line(svg):
    return " ".join(svg.split()).replace("> <", "><")


@lru_cache(maxsize=512)
def _drawing(kind, name, size, label):
    shape = _shape(kind, name)
    svg = (
        f'<svg class="{kind} {kind}--{escape(name)}" viewBox="0 0 14 14" width="{size}" height="{size}"'
        f' fill="currentColor">{shape}</svg>'
    )
    return _named(svg, label)


def _shape(kind, name):
    if kind == "status-icon":
        return STATUS_SHAPES[name]
    if name == "urgent":
        return URGENT
    lit = PRIORITY_BARS[name]
    return "".join((BAR if place < lit else FAINT_BAR).format(*bar) for place, bar in enumerate(BARS))


def _named(svg, label):
    name = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    # our own markup; the only foreign word, the label, is escaped above
    return mark_safe(svg.replace("<svg ", f"<svg {name} ", 1))
