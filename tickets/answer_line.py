"""The line on top of a notification: a member's answer stands above it."""

from django.utils.translation import gettext as _

RULE = "-=-=-"  # no word, so that it is known in every language


def answer_line():
    """In the active language."""
    return f"{RULE} {_('Write your answer above this line')} {RULE}"


def is_answer_line(line):
    """Also quoted, and also where a mail program wrapped it."""
    return RULE in line
