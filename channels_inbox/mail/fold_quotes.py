"""Quoted history of a sanitised HTML body, put into ``<details class="quote">`` so that it can be folded away.

Nothing is deleted or moved: each fold is put around what stands there, and answers between quotes stay outside.
"""

from html import escape, unescape

from .markup import attributes, tokens
from .quote_lines import (
    MAX_INTRODUCTION_LINES,
    ends_introduction,
    introduces_quote,
    is_dated,
    is_forward_rule,
    is_history_rule,
    label_of,
    plain,
)

# Classes and ids that mail programs give to the history they add below an answer.
QUOTE_CLASSES = {
    "gmail_quote",
    "yahoo_quoted",
    "protonmail_quote",
    "tutanota_quote",
    "zmail_extra",
    "ms-outlook-mobile-reference-message",
}
HISTORY_BEGINS = {"appendonsend", "divrplyfwdmsg", "stopspelling", "zwchr", "mail-editor-reference-message-container"}
INLINE = ("", "a", "b", "font", "i", "span")
MAX_QUOTES = 500
MAX_LOOKED_AT = 300  # elements, for one question


class _Node:
    """An element: where it lies in the HTML, and the elements and texts inside it."""

    __slots__ = ("attributes", "children", "end", "inner_end", "inner_start", "name", "parent", "start")

    def __init__(self, name, start, inner_start, written, parent):
        self.name, self.start, self.inner_start, self.parent = name, start, inner_start, parent
        self.inner_end = self.end = inner_start
        self.children = []
        self.attributes = attributes(written) if written else {}


def fold_quotes(html, summary):
    """``html`` with its quoted history in folds that show ``summary`` (a text). Returns it unchanged where all is quote."""
    root = _tree(html)
    folds = _merged(sorted(_folds(html, root)))
    if not folds or _is_all(html, folds):
        return html
    out, pos = [], 0
    for start, end in folds:
        out += [
            html[pos:start],
            f'<details class="quote"><summary>{escape(summary)}</summary>',
            html[start:end],
            "</details>",
        ]
        pos = end
    return "".join(out) + html[pos:]


def _tree(html):
    root = node = _Node("", 0, 0, "", None)
    for start, end, kind, name, written in tokens(html):
        if kind == "close":
            if node.parent is not None and node.name == name:
                node.inner_end, node.end = start, end
                node = node.parent
            continue
        fresh = _Node(name, start, end, written, node)
        fresh.end = end
        node.children.append(fresh)
        if kind == "open":
            node = fresh
    while node.parent is not None:  # cut HTML: what is open ends here
        node.inner_end = node.end = len(html)
        node = node.parent
    root.inner_end = root.end = len(html)
    return root


def _folds(html, root):
    """``[(start, end)]`` of the pieces of history. A piece found is not searched for more inside it."""
    horizon = _forwarded(html, root)  # what the sender passes on is no history
    rest = None  # (element, index of its child) where unmarked history begins: all that follows belongs to it
    pieces, waiting = [], [root]
    while waiting and len(pieces) < MAX_QUOTES:
        node = waiting.pop()
        for index, child in enumerate(node.children):
            if child.start >= horizon:
                break
            if child.start < horizon < child.end and child.name != "blockquote":
                waiting.append(child)
                continue
            if _begins_history(html, node, index, child):
                horizon, rest = child.start, (node, index)
                break
            if _is_history(html, node, index, child):
                pieces.append((_with_prefix(html, node, index, child), child.end))
            elif child.children:
                waiting.append(child)
    return [piece for piece in pieces if piece[0] < horizon] + (_rest(html, *rest) if rest else [])


def _forwarded(html, root):
    """Where "---------- Forwarded message ----------" stands, or the end of the mail."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not node.name and node.end - node.start < 300 and is_forward_rule(plain(_words(html, [node]))):
            return node.start
        if node.name == "blockquote":
            # An old forward inside a quote is history, but some programs quote what they pass on.
            first = next((line for line in map(plain, _words(html, [node], 300).split("\n")) if line), "")
            if is_forward_rule(first):
                return node.start
            continue
        waiting.extend(reversed(node.children))
    return len(html)


def _begins_history(html, node, index, child):
    """Whether ``child`` is the head of unmarked history: a known mark of a mail program, or a header block."""
    if child.attributes.get("id", "").lower().removeprefix("x_") in HISTORY_BEGINS:
        return True
    if child.name == "hr":
        return any(_labels(html, node, at) for at in range(index + 1, min(index + 4, len(node.children))))
    if child.name not in ("", "div", "p", "b", "span", "font", "table"):
        return False
    return _labels(html, node, index) or is_history_rule(plain(_words(html, [child], 200)))


def _rest(html, node, index):
    """The pieces from a child to the end of the mail, one in each element around it, the widest that begin with it."""
    while node.parent is not None and all(_is_blank(html, before) for before in node.children[:index]):
        index = node.parent.children.index(node)
        node = node.parent
    pieces = [(node.children[index].start, node.inner_end)]
    while node.parent is not None:
        if any(not _is_blank(html, after) for after in _after(node)):
            pieces.append((node.end, node.parent.inner_end))
        node = node.parent
    return pieces


def _after(node):
    siblings = node.parent.children
    return siblings[siblings.index(node) + 1 :]


def _is_history(html, node, index, child):
    """Whether ``child`` is one piece of history, marked as such."""
    names = set(child.attributes.get("class", "").lower().split())
    if child.name == "blockquote":
        return _is_quote(html, node, index, child, names)
    return bool(names & QUOTE_CLASSES) and not _blockquotes(child)


def _is_quote(html, node, index, child, names):
    """A quote of mail, and no passage that the sender set off: by its marks, its border, or the line before it."""
    if child.attributes.get("type", "").lower() == "cite" or any("quote" in name for name in names):
        return True
    style = child.attributes.get("style", "").replace(" ", "").lower()
    if "border-left" in style:
        return True
    return _prefix(html, node, index) is not None


def _with_prefix(html, node, index, child):
    """Where the fold of a quote begins: with the line that introduces it, if that is right above."""
    prefix = _prefix(html, node, index)
    return child.start if prefix is None else prefix


def _prefix(html, node, index):
    """The start of the "On … wrote:" right before the child at ``index``, or None."""
    at = index - 1
    while at >= 0 and (node.children[at].name == "br" or _is_blank(html, node.children[at])):
        at -= 1
    if at < 0:
        return None
    # The introduction may be one element, or texts and links in a row up to the last line break.
    start = at
    while (
        node.children[at].name in INLINE and at - start < 20 and start > 0 and node.children[start - 1].name in INLINE
    ):
        start -= 1
    lines = [plain(line) for line in _words(html, node.children[start : at + 1]).split("\n")]
    lines = [line for line in lines if line]
    if not lines or not ends_introduction(lines[-1]):
        return None
    for count in range(1, min(len(lines), MAX_INTRODUCTION_LINES) + 1):
        words = " ".join(lines[-count:])
        # "She said:" above a passage that the sender set off is no introduction by a mail program.
        if introduces_quote(lines[-count:], True) and ("@" in words or is_dated(words)):
            # Where the paragraph above says more than this, the fold begins below it.
            return node.children[start].start if count == len(lines) else node.children[index].start
    return None


def _labels(html, node, index):
    """Whether "From: … Sent: … Subject: …" begins at a child, as Outlook and others write it above the history."""
    lines = [plain(line) for line in _words(html, node.children[index : index + 12], 3_000).split("\n")]
    lines = [line for line in lines if line]
    if not lines or label_of(lines[0]) is None:
        return False
    labels = [label for label in map(label_of, lines[:6]) if label]
    return len(labels) >= 3 and "from" in labels and "time" in labels


def _blockquotes(node):
    waiting, seen = [node], 0
    while waiting and seen < 5_000:
        current = waiting.pop()
        seen += 1
        if current.name == "blockquote":
            return True
        waiting.extend(current.children)
    return False


def _words(html, nodes, room=1_000):
    """The beginning of the text in elements that follow each other, line breaks kept; bounded in every direction."""
    out, size, seen = [], 0, 0
    waiting = list(reversed(nodes))
    while waiting and size < room and seen < MAX_LOOKED_AT:
        current = waiting.pop()
        seen += 1
        if current is None:
            out.append("\n")
        elif current.name == "":
            words = unescape(html[current.start : min(current.end, current.start + room)]).replace("\n", " ")
            out.append(words)
            size += len(words)
        elif current.name in ("br", "hr"):
            out.append("\n")
        else:
            if current.name in ("p", "div", "tr", "li", "blockquote", "table"):
                out.append("\n")
                waiting.append(None)  # and a line break after it
            waiting.extend(reversed(current.children[:MAX_LOOKED_AT]))
    return "".join(out)


def _is_blank(html, node):
    return node.name not in ("img", "hr", "blockquote") and not _words(html, [node], 50).strip()


def _merged(folds):
    """Folds without those that begin inside an earlier one."""
    out = []
    for start, end in folds:
        if start < end and (not out or start >= out[-1][1]):
            out.append((start, end))
    return out


def _is_all(html, folds):
    """Whether nothing readable would be left outside: then the quote is the message, a forwarded mail for example."""
    pos, outside = 0, []
    for start, end in folds:
        outside.append(html[pos:start])
        pos = end
    outside.append(html[pos:])
    return not any(
        name == "img" or (kind == "text" and unescape(piece[start:end]).strip())
        for piece in outside
        for start, end, kind, name, _ in tokens(piece)
    )
