"""Addresses of the web that somebody wrote out become links."""

import re
from html import escape, unescape

TOKEN = re.compile(r'<(/?)([a-z0-9]+)(?:"[^"]*"|[^">])*>|[^<]+')  # as nh3 writes HTML: a tag, or the text between two
ADDRESS = re.compile(r"\bhttps?://[^\W_][\w.-]*(?::\d{1,4})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
AFTER = ".,;:!?'*_”’»"  # ends a sentence rather than an address
REL = "noopener noreferrer nofollow"  # the other site is told nothing
LINK = f'<a href="{{0}}" rel="{REL}">{{0}}</a>'
AS_THEY_ARE = ("a", "code", "pre")


def autolink(html):
    """Clean HTML with a link round each ``http(s)://…`` in its text, but for what is a link or code. Says the same words."""
    if "://" not in html:
        return html
    inside, written = 0, []
    for token in TOKEN.finditer(html):
        if token[2] is None:
            written.append(token[0] if inside or "://" not in token[0] else _linked(unescape(token[0])))
            continue
        written.append(token[0])
        if token[2] in AS_THEY_ARE:
            inside += -1 if token[1] else 1
    return "".join(written)


def _linked(text):
    written, last = [], 0
    for found in ADDRESS.finditer(text):
        address = _without_what_follows(found[0])
        written += [_escaped(text[last : found.start()]), LINK.format(_escaped(address))]
        last = found.start() + len(address)
    return "".join([*written, _escaped(text[last:])])


def _without_what_follows(address):
    """Without a full stop, and without a bracket that was opened before it."""
    while True:
        shorter = address.rstrip(AFTER)
        if shorter.endswith(")") and shorter.count("(") < shorter.count(")"):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _escaped(text):
    """As nh3 writes it. No address holds a quotation mark, so it does within an attribute's, too."""
    return escape(text, quote=False).replace("\xa0", "&nbsp;")
