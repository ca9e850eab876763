"""A reader for the HTML that ``html.clean_mail_html`` writes: well-formed, quoted attributes, no comments.

Linear, without a tree: enough to turn it into text, to hold images back and to fold quotes. Not for foreign HTML.
"""

import re
from html import unescape

# In this form a raw "<" stands only before a tag. The groups are possessive: nothing is ever tried twice.
TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)((?:[^\"'<>]|\"[^\"]*+\"|'[^']*+')*+)>")
ATTRIBUTE = re.compile(r"\s([a-zA-Z_:][-\w:.]*+)(?:=\"([^\"]*+)\")?")
VOID = {"br", "col", "hr", "img", "wbr"}


def tokens(html):
    """Yield ``(start, end, kind, name, attributes as written)``; kind is "text", "open", "close" or "void"."""
    pos = 0
    for found in TOKEN.finditer(html):
        if found.start() > pos:
            yield pos, found.start(), "text", "", ""
        name = found[2].lower()
        kind = "void" if name in VOID else "close" if found[1] else "open"
        yield found.start(), found.end(), kind, name, found[3]
        pos = found.end()
    if pos < len(html):
        yield pos, len(html), "text", "", ""


def attributes(written):
    """``{name: value}`` of the attributes as written in a tag."""
    return {found[1].lower(): unescape(found[2] or "") for found in ATTRIBUTE.finditer(written)}
