"""``{% load kept %}``: pieces of a page that are drawn once for each set of their values, and kept in the process.

A page is mostly frame: buttons, labels, links and icons that are the same on every ticket of the same kind. ::

    {% kept kind=composer.kind may_reply=composer.may_reply late number=ticket.number %}
      … {{ kind }} … {% url "tickets:replies" number %} … {% csrf_token %} …
    {% endkept %}

Inside, nothing is known but what the tag names: a piece can not show one workspace what it drew for another unless it was
named, and then it is part of what the piece is kept by. Asking for anything else is an error. What stands behind ``late``
differs on every page (a number, a nonce): it is put in afterwards and only shown, never asked. The CSRF token is always so.
"""

import re
from secrets import randbelow, token_hex

from django import template
from django.template import Context
from django.template.base import token_kwargs
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
MOST = 1024  # drawings that one piece keeps
LATE = 9  # late values that one piece may have
# What stands for late values while a piece is drawn: nobody can guess it and write it into a ticket. What stands for a
# number must be one, of as many digits as the addresses of tickets take (18), so that addresses can be made with it.
TOKEN, WORD = f"token-{token_hex(12)}", f"word-{token_hex(12)}-"
NUMBERS = [10**17 + randbelow(9 * 10**16) * 10 + place for place in range(LATE)]


class NotNamed(Exception):
    """A piece asked for something that its tag does not name."""


class _Only(Context):
    """A context in which what is not there is an error. It is noted, too: ``{% if a == b %}`` swallows what it raises."""

    asked = None

    def __getitem__(self, key):
        for known in reversed(self.dicts):
            if key in known:
                return known[key]
        self.asked = NotNamed(f"{{% kept %}} does not name “{key}”, which stands inside it.")
        raise self.asked


class KeptNode(template.Node):
    def __init__(self, nodelist, values, late):
        self.nodelist, self.values, self.late = nodelist, values, late
        self._drawn = {}

    def render(self, context):
        values = [_plain(expression.resolve(context)) for expression in self.values.values()]
        late = [expression.resolve(context) for expression in self.late.values()]
        stands_for = [
            NUMBERS[place] if isinstance(one, int) else SafeString(f"{WORD}{place}") for place, one in enumerate(late)
        ]
        key = (get_language(), *values, *map(type, values), *stands_for)
        parts = self._drawn.get(key)
        if parts is None:
            placeholders = "|".join([TOKEN, *map(str, stands_for)])
            parts = re.split(f"({placeholders})", self._draw(context, values, stands_for))
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            self._drawn[key] = parts
        known = {
            str(placeholder): conditional_escape(value if isinstance(value, SafeString) else str(value))
            for placeholder, value in zip(stands_for, late, strict=True)
        }
        if TOKEN in parts:
            known[TOKEN] = escape(str(context.get("csrf_token") or ""))
        return SafeString(
            "".join([known.get(one, one) for one in parts])
        )  # our own template; what is put in is escaped

    def _draw(self, context, values, stands_for):
        inner = _Only(
            {
                **dict(zip(self.values, values, strict=True)),
                **dict(zip(self.late, stands_for, strict=True)),
                "csrf_token": TOKEN,
            }
        )
        inner.template, inner.render_context = context.template, context.render_context
        drawn = self.nodelist.render(inner)
        if inner.asked is not None:
            raise inner.asked
        return drawn


@register.tag
def kept(parser, token):
    """``{% kept name=expression … [late name=expression …] %} … {% endkept %}``; values are words, numbers and truths."""
    bits = token.split_contents()[1:]
    values = token_kwargs(bits, parser)
    late = {}
    if bits[:1] == ["late"]:
        bits = bits[1:]
        late = token_kwargs(bits, parser)
    if bits or len(late) > LATE:
        raise template.TemplateSyntaxError("kept takes name=expression pairs, and more of them after the word late.")
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodelist, values, late)


def _plain(value):
    """A value to keep by. Text that was called safe is text again, so that it is escaped as all other."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (str, Promise)):
        return str(value) if not isinstance(value, SafeString) else "".join(value)
    raise TypeError(f"kept takes words, numbers and truths, not {type(value).__name__}.")
