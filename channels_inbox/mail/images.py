"""Pictures of a sanitised HTML body: remote ones are held back until somebody asks, ``cid:`` ones find their files."""

import re
from html import escape
from urllib.parse import unquote

from .markup import attributes, tokens
from .styles import declarations, urls

REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
HELD = "data-held-"


def hold_images(html):
    """Move every remote picture away: ``src`` becomes ``data-held-src``, and so on. Returns ``(html, how many)``.

    A browser fetches nothing from the outside for the answer; ``release_images`` undoes it. ``cid:`` and ``data:`` stay.
    """
    held = 0

    def rewrite(name, values):
        nonlocal held
        changed = {}
        for key, value in values.items():
            if key in ("src", "background") and REMOTE.match(value):
                key, held = HELD + key, held + 1
            elif key == "srcset" and any(REMOTE.match(piece) for piece in value.split(",")):
                key = HELD + key
            elif key == "style" and any(REMOTE.match(address) for address in urls(value)):
                changed[HELD + "style"] = value
                value, held = _without_remote(value), held + 1
            changed[key] = value
        return changed

    return _rewritten(html, rewrite), held


def release_images(html, address=lambda url: url):
    """Put back what ``hold_images`` moved; ``address(url)`` may lead it through a proxy."""

    def rewrite(name, values):
        changed = {key: value for key, value in values.items() if not key.startswith(HELD)}
        for key, value in values.items():
            if key == HELD + "style":
                for found in urls(value):
                    value = value.replace(found, address(found)) if REMOTE.match(found) else value
                changed["style"] = value
            elif key == HELD + "srcset":
                continue  # the one picture of "src" is enough, and each candidate would need its own address
            elif key.startswith(HELD):
                changed[key.removeprefix(HELD)] = address(value)
        return changed

    return _rewritten(html, rewrite)


def replace_cids(html, addresses):
    """Point ``cid:`` pictures at ``addresses`` (``{content id without <>: URL}``); unknown ones lose their address."""

    def found(value):
        return addresses.get(unquote(value.strip()[4:]).strip("<>"))

    def rewrite(name, values):
        changed = {}
        for key, value in values.items():
            if key in ("src", "background") and value.strip().lower().startswith("cid:"):
                value = found(value)
            elif key == "style" and "cid:" in value.lower():
                for address in urls(value):
                    if address.lower().startswith("cid:"):
                        value = value.replace(address, found(address) or "about:blank")
            if value is not None:
                changed[key] = value
        return changed

    return _rewritten(html, rewrite)


def cids(html):
    """The content ids an HTML body shows."""
    shown = set()
    for _, _, kind, _, written in tokens(html):
        if kind in ("open", "void") and "cid:" in written.lower():
            values = attributes(written)
            places = [values.get("src", ""), values.get("background", ""), *urls(values.get("style", ""))]
            shown |= {
                unquote(place.strip()[4:]).strip("<>") for place in places if place.strip().lower().startswith("cid:")
            }
    return shown


def _rewritten(html, rewrite):
    """``html`` with ``rewrite(tag name, {attribute: value})`` applied to the tags that can show a picture."""
    out, pos = [], 0
    for start, end, kind, name, written in tokens(html):
        if kind not in ("open", "void") or not (
            name == "img" or "background" in written or "url(" in written or HELD in written
        ):
            continue
        values = attributes(written)
        changed = rewrite(name, values)
        if changed != values:
            inside = "".join(f' {key}="{escape(value)}"' for key, value in changed.items())
            out += [html[pos:start], f"<{name}{inside}>"]
            pos = end
    return "".join(out) + html[pos:]


def _without_remote(style):
    kept = (piece for piece in declarations(style) if not any(REMOTE.match(address) for address in urls(piece)))
    return ";".join(kept)
