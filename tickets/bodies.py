"""What agents and visitors write: the one place where their HTML is cleaned."""

import nh3
from inscriptis import get_text
from inscriptis.model.config import ParserConfig

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
_config = ParserConfig(display_links=False)


def clean_body(body, body_format):
    """Composer HTML → ``(html, text)`` by an allow list; as "text" it is escaped and keeps its lines.

    Images stay only where they point at our own attachments. Links open apart and tell the other site nothing.
    """
    if body_format == "text":
        text = body.replace("\r\n", "\n").replace("\x00", "").strip()
        return text_as_html(text), text
    html = nh3.clean(
        body.replace("\x00", ""),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_only_own_images,
    )
    return html, as_text(html)


def as_text(html):
    """The words of clean HTML, with its lines."""
    if not html.strip():
        return ""
    return "\n".join(line.rstrip() for line in get_text(html, _config).strip().splitlines())


def _only_own_images(tag, attribute, value):
    if tag == "img" and attribute == "src":
        return value if value.startswith("/attachments/") else None
    return value
