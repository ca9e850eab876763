"""What agents and visitors write: the one place where their HTML is cleaned."""

import re
from html import unescape

import nh3

from channels_inbox.mail.html import html_to_text
from tickets.autolink import REL
from tickets.content import text_as_html

TAGS = {
    "p",
    "br",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "span",
    "img",
    "h3",
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "span": {"data-mention"}, "ol": {"start"}}
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)  # as nh3 writes it


def clean_body(body, body_format):
    """Composer HTML → ``(html, text)`` by an allow list; as "text" it is escaped and keeps its lines.

    Images stay only where they point at our own attachments. Links tell the other site nothing.
    """
    if body_format == "text":
        text = body.replace("\r\n", "\n").replace("\x00", "").strip()
        return text_as_html(text), text
    html = nh3.clean(
        body.replace("\x00", ""),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=REL,
        attribute_filter=_only_own_images,
    )
    return html, as_text(html)


def as_text(html):
    """The words of clean HTML, with its lines; a link's address follows its words."""
    return html_to_text(LINK.sub(_with_address, html)).strip()


def _with_address(link):
    address, words = link[1], link[2]
    shown = unescape(address).removeprefix("mailto:").removeprefix("tel:")
    return words if shown in unescape(words) else f"{words} ({address})"


def _only_own_images(tag, attribute, value):
    if tag == "img" and attribute == "src":
        return value if value.startswith("/attachments/") else None
    return value
