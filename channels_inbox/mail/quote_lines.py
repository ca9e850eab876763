"""Single questions about lines of a mail's text: does this introduce a quote, is it a header block, a signature?

Each looks at a bounded number of characters and lines, so that a whole text costs time in proportion to its length.
"""

import re

from . import phrases

MAX_LINE_CHARS = 1_000
MAX_INTRODUCTION_CHARS = 400
MAX_INTRODUCTION_LINES = 4

TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr|h|時|点)\b", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY = re.compile(
    r"(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)"  # 3.3.2026, 2026-03-03
    r"|(?<!\d)\d{1,2}\.? ?[^\W\d_]{3,12}"  # 3. märts
    r"|[^\W\d_]{3,12}\.? ?\d{1,2}(?!\d)"  # Mar 3
    r"|\d{1,2} ?[月월]"
)
MAIL = re.compile(r"[^\s<>()\[\]@:;,\"]{1,64}@[^\s<>()\[\]@:;,\"]{1,190}")
MAIL_IN_BRACKETS = re.compile(r"[<(\[]\s?(?:mailto:)?[^\s<>()\[\]@]{1,64}@[^\s<>()\[\]@]{1,190}\s?[>)\]]")
ENDS_WITH_MAIL = re.compile(r"@[^\s<>()\[\]@]{1,190}\s?[>)\]]\W{0,6}\Z")
UNSEEN = dict.fromkeys([0xAD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])
EMPHASIS = str.maketrans({"*": None, "\xa0": " ", "\u202f": " ", "：": ":"})
RULE = re.compile(r"[-_=*~─━—–]{3,}+\Z")
MARKS = {*phrases.ORIGINAL, *phrases.FORWARDED}
SENT_LAST_BEGINS = ("von ", "iphone", "ipad", "android", "minu ")
WROTE_END = tuple(sorted(phrases.WROTE, key=len, reverse=True))
WROTE_WORDS = {verb for verb in phrases.WROTE if " " not in verb}
LABELS = {name: "from" for name in phrases.SENDER_LABELS}
LABELS |= {name.strip(): "other" for name in phrases.OTHER_LABELS if name.strip() not in LABELS}
LABELS |= {name: "time" for name in phrases.TIME_LABELS}


def plain(line):
    """A line without emphasis, unseen marks and space around it, cut to a bounded length, for comparing."""
    return line[:MAX_LINE_CHARS].translate(EMPHASIS).translate(UNSEEN).strip()


def is_quoted(line):
    return line.lstrip(" ")[:1] == ">" and len(line) - len(line.lstrip(" ")) <= 3


def ends_introduction(line):
    """Whether a plain line may be the last one of "On … wrote:"."""
    if line.startswith("--") and line.endswith("--"):  # "---- On 3 March Ana wrote ----"
        return True
    return line.endswith(":") or line.lower().endswith(("写道", "寫道", "wrote", "님이 작성"))


def introduces_quote(lines, quote_follows):
    """Whether plain ``lines``, read as one, introduce a quote: "On 3 March 2026 at 10:00, Ana <a@b.example> wrote:".

    Where quoted lines follow, less is asked of it: a verb and a name, or a date and a time, before the colon.
    """
    text = " ".join(lines).strip("- ")
    if len(text) > MAX_INTRODUCTION_CHARS or text.count("<") < text.count(">"):
        return False  # the last: an address broken over two lines, of which this begins with the second half
    lowered = text.lower().rstrip(" :")
    if not lowered or " " not in lowered.strip():
        return False  # "wrote:" alone is the end of something longer
    verb = _has_verb(lowered)
    dated = is_dated(text)
    address = "@" in text and MAIL.search(text) is not None
    if quote_follows:
        return bool(verb and len(text) <= 250) or (dated and (address or TIME.search(text) is not None))
    if verb and (dated or address):
        return address or len(lines) == 1 or _begins_like_introduction(lowered)
    # No verb known: only the strict form of date, time and "<address>:" at the end.
    return bool(dated and TIME.search(text) and ENDS_WITH_MAIL.search(text) and MAIL_IN_BRACKETS.search(text))


def begins_introduction(line, next_line):
    """Whether a plain line is the first half of an introduction whose second half, ``next_line``, has no date."""
    if not line or line.endswith((".", "!", "?", ":")) or is_dated(next_line):
        return False
    return is_dated(line) and _begins_like_introduction(line.lower())


def is_dated(text):
    """Whether a text names a day together with a year or a time."""
    return bool(DAY.search(text)) and bool(YEAR.search(text) or TIME.search(text))


def _has_verb(lowered):
    if lowered.endswith(phrases.WROTE):
        verb = next(verb for verb in WROTE_END if lowered.endswith(verb))
        before = lowered[-len(verb) - 1 : -len(verb)]
        return not before.isalpha() or not verb.isascii()
    # "skrev Kari <kari@example.com>:", "schrieb Ana:", "wrote on 3 March:" — the verb stands before name or date.
    return not WROTE_WORDS.isdisjoint(lowered.replace(",", " ").split())


def _begins_like_introduction(lowered):
    return lowered.startswith(phrases.INTRODUCTIONS) or lowered[:1].isdigit() or lowered[:1] in "\"'<„«“"


def label_of(line):
    """ "from", "time" or "other" where a plain line is a field of a header block ("Sent: Monday"), else None."""
    name, colon, value = line.partition(":")
    if not colon or len(name) > 24:
        return None
    return LABELS.get(name.strip().lower())


def names_mail_or_time(line):
    """Whether a mail address or a time of day stands in a plain line."""
    return "@" in line or TIME.search(line) is not None


def is_history_rule(line):
    """ "-----Original Message-----" in any language."""
    core = line.strip("-_=*~─━—–> :#\t").lower()
    return bool(core) and len(core) < 60 and core.startswith(phrases.ORIGINAL) and _is_marked(line, core)


def is_forward_rule(line):
    """ "---------- Forwarded message ----------" in any language."""
    core = line.strip("-_=*~─━—–> :#\t").lower()
    if not core or len(core) > 200 or not core.startswith(phrases.FORWARDED):
        return False
    return _is_marked(line, core) or line.endswith(":")


def _is_marked(line, core):
    """Dashes around the words, or words and nothing else."""
    return (
        line[:2] in ("--", "__", "==", "##", "──", "—-", "- ")
        or line[:1] in "—–"
        or core in (*phrases.ORIGINAL, *phrases.FORWARDED)
    )


def is_rule(line):
    """A line of dashes or underscores."""
    return bool(RULE.match(line))


def is_sent_from(line):
    """ "Sent from my iPhone": short, and nothing but that. A sentence that only begins so is the sender's own."""
    if len(line) > 90 or not line:
        return False
    lowered = line.lower().strip("<>[]()_- ")
    words = lowered.split()
    if lowered.startswith(phrases.SENT_FROM):
        body = lowered.rstrip(".")
        return len(words) <= 9 and not any(mark in body for mark in (", ", ". ", "!", "?", "; "))
    return (
        len(words) <= 7
        and lowered.endswith(phrases.SENT_FROM_ENDS)
        and lowered.startswith(("von ", "iphone", "ipad", "android", "minu "))
    )


def is_signature_mark(line):
    """The line ``-- `` of RFC 3676; many programs lose its space."""
    return line.rstrip("\r\n\t ") == "--"
