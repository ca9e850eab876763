"""The sender's own words are found, and none of them is lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels_inbox.mail.replies import MAX_LINES, is_forward, split_reply

from .reply_cases import ANSWER, BLOCKS, INTRODUCTIONS, SENT_FROM, WHOLE


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS.keys())
@pytest.mark.parametrize("gap", ["\n\n", "\n"], ids=["blank-line", "glued"])
def test_an_introduction_and_its_quote_are_left_out(introduction, gap):
    text = f"{ANSWER}{gap}{introduction}\n\n> old words\n> more of them\n"
    assert split_reply(text)[0] == ANSWER


@pytest.mark.parametrize("introduction", INTRODUCTIONS.values(), ids=INTRODUCTIONS.keys())
def test_an_answer_below_the_quote_stays(introduction):
    assert split_reply(f"{introduction}\n> old words\n\n{ANSWER}\n\nRosa")[0] == f"{ANSWER}\n\nRosa"


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_unmarked_history_is_left_out(block):
    text = f"{ANSWER}\n\nRosa\n\n{block}\n\nold words\n\nmore of them\n"
    assert split_reply(text)[0] == f"{ANSWER}\n\nRosa"


@pytest.mark.parametrize("line", SENT_FROM)
def test_what_a_phone_adds_is_left_out(line):
    assert split_reply(f"{ANSWER}\n\n{line}")[0] == ANSWER
    assert split_reply(f"{ANSWER}\n\n{line}\n\nOn 3 Mar 2026, at 10:00, Mari wrote:\n> old")[0] == ANSWER


@pytest.mark.parametrize("text, reply", [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_whole_mails(text, reply):
    assert split_reply(text)[0] == (text if reply is None else reply)


def test_lines_left_out_are_counted():
    assert split_reply("Yes.\n\nOn 3 Mar 2026, at 10:00, Mari wrote:\n> one\n>\n> two") == ("Yes.", 4)
    assert split_reply("Yes.") == ("Yes.", 0)
    assert split_reply("> all") == ("> all", 0)


def test_a_forward_keeps_what_it_passes_on():
    text = "See below.\n\nFrom: Dora\nSent: 3 March 2026\nTo: Rosa\nSubject: door\n\nStuck."
    assert split_reply(text)[0] == "See below."
    assert split_reply(text, forwarded=True)[0] == text


@pytest.mark.parametrize("subject", ["Fwd: x", "FW: x", "WG: x", "VL: x", " fw: x"])
def test_subjects_of_forwards(subject):
    assert is_forward(subject)
    assert not is_forward(f"Re: {subject}")


def test_vs_is_a_forward_in_norwegian_and_an_answer_in_estonian():
    assert is_forward("VS: Ordre", "Se her.\n\nFra: Dora\nSendt: 3. mars 2026\nTil: Rosa\nEmne: dør\n\nFast.")
    assert not is_forward("VS: Tellimus", "Aitäh!\n\nSaatja: Mari\nSaadetud: 3. märts 2026\nTeema: Tellimus\n\nTere")
    assert not is_forward("VS: Tilaus", "Kiitos!")


PIECES = st.sampled_from(
    [
        "On ",
        "at ",
        "wrote:",
        "wrote: ",
        "\n",
        "\n\n",
        ">",
        "> ",
        "From: ",
        "Sent: ",
        "To: ",
        "a",
        " ",
        "-- \n",
        "--\n",
        "_" * 30,
    ]
    + [
        "<a@b.example>",
        "3 Mar 2026 10:00",
        ":",
        "On On On On ",
        "-----Original Message-----\n",
        "Sent from my ",
        "schrieb",
        "\xa0",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8), st.integers(1, 40))
def test_repeated_fragments_are_read_fast_and_nothing_is_made_up(pieces, times):
    text = "".join(pieces) * times
    reply, dropped = split_reply(text)
    assert dropped >= 0
    own = {"", *(line.rstrip() for line in text.split("\n"))}  # an empty line stands for what was cut
    assert all(line.rstrip() in own for line in reply.split("\n"))


HEAVY = {
    "on": "On ",
    "on-lines": "On a\n",
    "on-wrote": "On 3 Mar 2026 Mari wrote ",
    "wrote-lines": "On 3 Mar 2026 at 10:00 a@b.example wrote\n",
    "wrote-colon-lines": "On wrote:\n",
    "colons": ":\n",
    "address-colon": "<a@b.example>:\n",
    "quotes": ">",
    "quote-lines": "> a\n",
    "alternating": "> a\nOn 3 Mar 2026 Mari wrote:\n",
    "from": "From: a\n",
    "labels": "Date: a\n\n",
    "underscores": "_",
    "rules": "---\n",
    "signatures": "--\na\n",
    "real-signatures": "-- \n",
    "sent-from": "Sent from my iPhone\n",
    "blank": "\n",
    "spaces": " ",
    "stars": "*",
    "digits": "1",
    "ats": "a@",
    "angle": "<a@b.",
    "dates": "3.3.",
    "list-rules": "_____\nmailing list\n",
}


@pytest.mark.parametrize("lines", [None, MAX_LINES], ids=["a-megabyte", "as-many-lines-as-are-read"])
@pytest.mark.parametrize("piece", HEAVY.values(), ids=HEAVY.keys())
def test_bait_takes_less_than_two_seconds(piece, lines):
    times = 1_000_000 // len(piece)
    if lines and "\n" in piece:
        times = min(times, lines // piece.count("\n"))
    started = time.process_time()
    split_reply(piece * times)
    assert time.process_time() - started < 2


def test_a_text_of_too_many_lines_is_kept():
    text = "> a\n" * (MAX_LINES + 1)
    assert split_reply("Yes.\n" + text) == ("Yes.\n" + text, 0)
