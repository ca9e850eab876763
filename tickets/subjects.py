"""The ticket's number in a mail's subject: how it is written, and how it is found again."""

import re

TAG = re.compile(r"\[#(\d{1,12})\]")
ANSWER = re.compile(
    r"(?:re|aw|sv|vs|vá|ant|odp|antw)\s*:\s*", re.IGNORECASE
)  # as mail programs of many languages say it
MAX_CHARS = 250


def tag(number):
    """``[#4218]``."""
    return f"[#{number}]"


def tagged_numbers(subject):
    """The ticket numbers that a subject names, as ints, in their order."""
    return [int(number) for number in TAG.findall((subject or "")[:2000])]


def with_tag(subject, number, *, is_answer):
    """``Re: Broken door [#4218]``, or without "Re:" where we wrote first. Older tags and "Re:" of the subject go."""
    words = " ".join(TAG.sub(" ", subject).split())
    while found := ANSWER.match(words):
        words = words[found.end() :]
    return f"{'Re: ' if is_answer else ''}{words[:MAX_CHARS]} {tag(number)}".strip()
