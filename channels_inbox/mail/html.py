"""HTML of mails: made harmless with an allow list on a real HTML5 parser (nh3), its look kept as far as that goes."""

import re
from html import escape

import nh3

from . import limits
from .html_text import html_to_text
from .images import hold_images, replace_cids
from .styles import clean_style

__all__ = ["SANITIZER_VERSION", "clean_mail_html", "hold_images", "html_to_text", "replace_cids", "text_as_html"]

# Stored beside sanitised HTML; raise it with every change of the rules here, so that old bodies are cleaned again.
SANITIZER_VERSION = 1

TAGS = {
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption",
    "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li",
    "main", "mark", "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
# What lies inside these goes too: code, forms' inner workings, foreign content (the door of most parser tricks).
DROPPED = {
    "script", "style", "head", "title", "iframe", "frame", "frameset", "noframes", "noscript", "noembed", "object",
    "embed", "applet", "template", "svg", "math", "select", "textarea", "audio", "video", "canvas", "plaintext", "xmp",
    "portal",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"align", "bgcolor", "class", "dir", "height", "id", "lang", "style", "title", "valign", "width"},
    "a": {"href", "name"},
    "blockquote": {"type"},
    "col": {"span"},
    "colgroup": {"span"},
    "font": {"color", "face", "size"},
    "hr": {"color", "noshade", "size"},
    "img": {"alt", "border", "hspace", "src", "srcset", "vspace"},
    "li": {"type", "value"},
    "ol": {"reversed", "start", "type"},
    "table": {"background", "border", "bordercolor", "cellpadding", "cellspacing", "rules", "summary"},
    "td": {"abbr", "background", "bordercolor", "colspan", "headers", "nowrap", "rowspan", "scope"},
    "th": {"abbr", "background", "bordercolor", "colspan", "headers", "nowrap", "rowspan", "scope"},
    "tr": {"background", "bordercolor"},
    "ul": {"type"},
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
IMAGE = re.compile(
    r"(?:https?://|//|cid:)[^\s<>\"']*\Z|data:image/(?:png|gif|jpe?g|webp|bmp)[;,][\w+/=;,%.:-]*\Z", re.IGNORECASE
)
# What a URL parser throws away before it looks for the scheme.
URL_NOISE = dict.fromkeys(
    [*range(0x21), *range(0x7F, 0xA1), 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x2030), 0xFEFF]
)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
# Empty elements, and those that the next of their kind closes: they do not nest, however many are left open.
NEVER_NESTED = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "html", "head", "body",
}  # fmt: skip
FORMATTING = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}


def clean_mail_html(html, notices=None):
    """Harmless HTML: no script, frame, form, event handler, refresh or active address in any disguise is left.

    HTML nested deeper than ``limits.MAX_HTML_DEPTH`` or longer than ``limits.MAX_HTML_CHARS`` is cut or shown as text,
    and the code of that goes into the set ``notices``. The answer is well-formed, so that ``markup`` can read it.
    """
    notices = set() if notices is None else notices
    if len(html) > limits.MAX_HTML_CHARS:
        html = html[: limits.MAX_HTML_CHARS]
        notices.add(limits.HTML_CUT)
    if _is_monstrous(html):
        notices.add(limits.HTML_SHOWN_AS_TEXT)
        return text_as_html(re.sub(r"<[^<>]*>", " ", html))
    return CLEANER.clean(html)


def text_as_html(text):
    """Plain text as HTML that keeps its lines."""
    return f'<div class="plain-text" style="white-space:pre-wrap">{escape(text)}</div>'


def _is_monstrous(html):
    """Whether tags are nested so deeply, or one carries so many attributes, that the tree would cost too much."""
    if html.count("&") > limits.MAX_HTML_AMPERSANDS:
        return True  # the time of nh3 grows with the square of their number: 400,000 take 5 s
    opened, depth, formatting, reopened = {}, 0, 0, 0
    for found in TAG.finditer(html):
        name = found[2].lower()
        is_formatting = name in FORMATTING
        if not is_formatting:
            # An HTML parser opens all unclosed formatting again in the next block: unclosed fonts multiply.
            reopened += formatting
            if reopened > limits.MAX_HTML_REOPENED:
                return True
        if name in NEVER_NESTED:
            continue
        if not found[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            formatting += is_formatting
            if depth > limits.MAX_HTML_DEPTH:
                return True
        elif opened.get(name):  # an end tag closes only its own kind
            opened[name] -= 1
            depth -= 1
            formatting -= is_formatting
    if html.count("=") <= limits.MAX_HTML_ATTRIBUTES:
        return False
    return any(piece.count("=") > limits.MAX_HTML_ATTRIBUTES for piece in html.split("<"))


def _attribute(tag, name, value):
    """Called by nh3 for each attribute that its own lists let through; None removes it."""
    if name == "style":
        return clean_style(value)
    if name in ("src", "background"):
        address = value.strip()
        return address if IMAGE.match(address) else None
    if name == "srcset":
        return value if all(IMAGE.match(piece.split()[0]) for piece in value.split(",") if piece.split()) else None
    if name == "href":
        scheme, colon, _ = value.translate(URL_NOISE).partition(":")
        if value.startswith("#"):
            return value
        return value.strip() if colon and scheme.lower() in LINK_SCHEMES else None
    if name in ("id", "class", "name") and len(value) > 300:
        return None
    return value


CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=DROPPED,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes=LINK_SCHEMES | {"cid", "data"},
    set_tag_attribute_values={"a": {"target": "_blank"}},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
)
