"""What may be written next."""

import re
from itertools import islice

from django.utils import timezone

from tickets.query.context import Context, same
from tickets.query.keys import KEYS, key_for
from tickets.query.keys.custom import PREFIX, offered
from tickets.query.tree import value_text

MOST = 9
MAX_LENGTH = 2_000
TERM = re.compile(r"(?P<key>[^\W\d][\w\-]*(?:\.[\w\-]+)*):(?P<rest>.*)", re.DOTALL)
OPERATOR = re.compile(r"(?:>=|<=|>|<|=)?")


def completions(text, at, member):
    """``{"start", "end", "choices"}`` for the cursor ``at``: each choice's ``text`` replaces what stands between.

    ``label`` says what it means. A key ends in its colon, so that its values come next; a value is whole.
    """
    if len(text) > MAX_LENGTH:
        return {"start": at, "end": at, "choices": []}
    start = at - len(_word_before(text, at))
    word = text[start:at]
    if word.startswith("-"):
        start, word = start + 1, word[1:]
    context = Context(member.workspace, member, timezone.now())
    term = TERM.fullmatch(word)
    if term is None:
        return {"start": start, "end": at, "choices": list(islice(_keys(word, context), MOST))}
    key = key_for(term["key"])
    if key is None:
        return {"start": start, "end": at, "choices": []}
    typed, start = _value(term["rest"], at)
    choices = [
        {"text": _as_text(choice.value, key), "label": choice.label}
        for choice in key.offer(context, typed)
        if choice.value
    ]
    return {"start": start, "end": at, "choices": choices[:MOST]}


def _word_before(text, at):
    """What ends at the cursor without a space that is not in quotation marks."""
    opened, start = False, 0
    for place, sign in enumerate(text[:at]):
        if sign == '"':
            opened = not opened
        elif not opened and (sign.isspace() or sign in "()"):
            start = place + 1
    return text[start:at]


def _value(rest, at):
    """The value that is being written, bare, and where it begins. Spans (``<7d``) keep their sign, since choices have one."""
    opened, begin = False, 0
    for place, sign in enumerate(rest):
        if sign == '"':
            opened = not opened
        elif sign == "," and not opened:
            begin = place + 1
    value = rest[begin:]
    return value.strip('"'), at - len(value)


def _as_text(value, key):
    sign = OPERATOR.match(value)[0] if len(key.operators) > 1 else ""
    return sign + value_text(value[len(sign) :])


def _keys(typed, context):
    wanted = same(typed)
    known = [(name, str(key.label), key.example) for name, key in KEYS.items()]
    if wanted.startswith(PREFIX[:2]):
        known += [(name, label, "") for name, label in offered(context)]
    begun = [one for one in known if one[0].startswith(wanted)]
    meant = [one for one in known if one not in begun and len(wanted) > 1 and same(one[1]).startswith(wanted)]
    for name, label, example in begun + meant:
        yield {"text": f"{name}:", "label": label, "example": example}
