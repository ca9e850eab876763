"""Not a word of the notification goes to the customer."""

import pytest

from tickets.answer_line import answer_line
from tickets.intake.own_words import own_words

LINE = answer_line()
BELOW = (
    f"{LINE}\n\nRosa Mets wrote\nhttp://acme.localhost/tickets/1/\n\nIt burns.\n\nAnswer this mail, and Rosa gets it."
)
QUOTED = "\n".join(f"> {line}" for line in BELOW.split("\n"))
INTRODUCTION = "On Sun, 22 Nov 2026 at 10:00, Acme <help@acme.example> wrote:"
OUTLOOK = (
    f"From: Acme <help@acme.example>\nSent: Sunday, 22 November 2026 10:00\nTo: Bob\nSubject: Rosa wrote\n\n{BELOW}"
)


@pytest.mark.parametrize(
    "text, words",
    [
        (f"Use water.\n\n{INTRODUCTION}\n{QUOTED}", "Use water."),
        (f"Use water.\n\nOr sand.\n\n-- \nBob\n\n{INTRODUCTION}\n{QUOTED}", "Use water.\n\nOr sand."),
        (f"Use water.\n\n________________________________\n{OUTLOOK}", "Use water."),
        (f"Use water.\n\n{OUTLOOK}", "Use water."),
        (f"Use water.\n\n{INTRODUCTION}\n\n{BELOW}", "Use water."),
        (f"{INTRODUCTION}\n{QUOTED}\n\nUse water.", "Use water."),
        (f"{INTRODUCTION}\n{QUOTED}", ""),
        (f"\n\n{INTRODUCTION}\n\n{BELOW}", ""),
        (f"{OUTLOOK}", ""),
        (QUOTED, ""),
        (BELOW, ""),
        ("", ""),
        ("Use water.", "Use water."),
        ("Prices:\n- 3 > 2\n- sand", "Prices:\n- 3 > 2\n- sand"),
    ],
)
def test_own_words(text, words):
    assert own_words(text) == words
