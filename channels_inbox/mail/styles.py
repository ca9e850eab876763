"""Inline CSS of mails: an allow list of properties, and no value that could load, run or cover anything."""

import re

PREFIXES = (
    "border",
    "font",
    "list-style",
    "margin",
    "padding",
    "text-",
    "background",
    "mso-table-",
    "mso-line-",
    "column",
)
PROPERTIES = {
    "background", "border-collapse", "border-spacing", "caption-side", "clear", "color", "direction", "display",
    "empty-cells", "float", "height", "letter-spacing", "line-height", "max-height", "max-width", "min-height",
    "min-width", "opacity", "overflow", "overflow-wrap", "table-layout", "unicode-bidi", "vertical-align",
    "visibility", "white-space", "width", "word-break", "word-spacing", "word-wrap", "box-sizing", "box-shadow",
    "align-items", "align-self", "align-content", "justify-content", "flex", "flex-direction", "flex-wrap", "gap",
    "flex-grow", "flex-shrink", "flex-basis", "hyphens", "quotes", "tab-size", "object-fit", "zoom",
}  # fmt: skip
COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+\*/")
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|(.))", re.DOTALL)
DANGEROUS = re.compile(
    r"expression|javascript|vbscript|livescript|behaviou?r|-moz-binding|@import|<|\\|&#|image-set|element\(|paint\(|attr\("
)
URL = re.compile(r"""url\(\s{0,20}(?:"([^"]*)"|'([^']*)'|([^"'()\s]*))\s{0,20}\)""", re.IGNORECASE)
SAFE_URL = re.compile(r"(?:https?://|cid:|data:image/(?:png|gif|jpe?g|webp|bmp)[;,])[^\s\"'()\\<>]*\Z", re.IGNORECASE)
MAX_STYLE_CHARS = 20_000


def clean_style(style):
    """A ``style`` attribute with only harmless declarations, or None where none is left."""
    style = style[:MAX_STYLE_CHARS]
    if "\\" in style:
        style = ESCAPE.sub(_unescape, style)
    if "/*" in style:
        style = COMMENT.sub(" ", style).replace("/*", " ")
    kept = []
    for declaration in declarations(style):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.split())
        if colon and value and _is_allowed(name) and _is_harmless(name, value):
            kept.append(f"{name}:{value}")
    return ";".join(kept) or None


def _unescape(found):
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def declarations(style):
    """Split at semicolons that stand outside quotes and brackets (``url(data:image/png;base64,…)``)."""
    start, quote, depth = 0, "", 0
    for pos, char in enumerate(style):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == ";" and depth == 0:
            yield style[start:pos]
            start = pos + 1
    yield style[start:]


def _is_allowed(name):
    return (name in PROPERTIES or name.startswith(PREFIXES)) and name.replace("-", "").isalnum() and name.isascii()


def _is_harmless(name, value):
    lowered = value.lower()
    if not value.isprintable() or DANGEROUS.search(lowered.replace(" ", "")):
        return False
    if lowered.count("url") != len(addresses := urls(value)):
        return False
    if addresses and not name.startswith(("background", "list-style", "border-image")):
        return False
    return all(SAFE_URL.match(address) for address in addresses) and "{" not in value and "}" not in value


def urls(value):
    """The addresses in the ``url(…)`` of a CSS value."""
    return [next(group for group in found.groups() if group is not None) for found in URL.finditer(value)]
