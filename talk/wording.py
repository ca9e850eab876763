"""What a message says: whom it names, which tickets, and all of it as HTML. Pure, but for ``as_html``'s link address."""

import re
from urllib.parse import urlsplit

from django.template.defaultfilters import linebreaks_filter, urlizetrunc
from django.utils.html import escape
from django.utils.safestring import SafeString

MOST_TICKETS = 5  # cards below one message
NUMBER = re.compile(r"(?<![\w/#&=.?-])#(\d{1,9})\b")
ADDRESS = re.compile(r"\bhttps?://([^\s/<>\"]+)/tickets/(\d{1,9})/?(?![\w-])")
AT = re.compile(r"(?<![\w/@.])@")


def mentioned(text, members):
    """``{member: words}`` of those of ``members`` whom ``text`` names: "@Marius Haugen", or "@Marius" if no other is one.

    The longest name counts, so that "@Kari Anne" is not Kari.
    """
    names = {}
    for member in members:
        names.setdefault(member.name.casefold(), []).append(member)
        names.setdefault(member.name.split(" ")[0].casefold(), []).append(member)
    known = sorted((name for name, found in names.items() if len(set(found)) == 1), key=len, reverse=True)
    found = {}
    for at in AT.finditer(text):
        rest = text[at.end() :]
        folded = rest.casefold()
        for name in known:
            if folded.startswith(name) and not folded[len(name) : len(name) + 1].isalnum():
                found.setdefault(names[name][0], f"@{rest[: len(name)]}")
                break
    return found


def ticket_numbers(text, hosts):
    """Numbers of the tickets that ``text`` names, "#4218" or an address on one of ``hosts``; in order, at most five."""
    found = [(match.start(), int(match[1])) for match in NUMBER.finditer(text)]
    found += [(match.start(), int(match[2])) for match in ADDRESS.finditer(text) if match[1].lower() in hosts]
    return list(dict.fromkeys(number for _start, number in sorted(found)))[:MOST_TICKETS]


def hosts_of(workspace, host):
    """Where the workspace answers: the host that this page was asked of, and its own address."""
    return {host.lower(), urlsplit(workspace.base_url).netloc.lower()}


def as_html(text, *, mentions=(), numbers=(), me=""):
    """``text`` as safe HTML: paragraphs, links, ``mentions`` (words) marked, and ``numbers`` (tickets of the reader) linked.

    ``me`` are the words by which the reader is named.
    """
    parts, done = [], 0
    for start, end, html in sorted(_marks(text, mentions, numbers, me)):
        if start < done:
            continue
        parts += [_plain(text[done:start]), html]
        done = end
    parts.append(_plain(text[done:]))
    return linebreaks_filter(SafeString("".join(parts)), autoescape=True)  # each part was escaped


def _marks(text, mentions, numbers, me):
    for words in sorted(mentions, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w/@.]){re.escape(words)}(?!\w)", text):
            kind = " talk__mention--me" if words == me else ""
            yield match.start(), match.end(), f'<span class="talk__mention{kind}">{escape(words)}</span>'
    for match in NUMBER.finditer(text):
        if int(match[1]) in numbers:
            link = f'<a href="/tickets/{match[1]}/">{escape(match[0])}</a>'
            yield match.start(), match.end(), link


def _plain(text):
    return urlizetrunc(text, 80, autoescape=True) if text else ""
