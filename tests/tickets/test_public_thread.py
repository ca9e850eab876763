"""What people outside may read."""

from dataclasses import replace

import pytest

from tickets.models import Message
from tickets.operations import conversation, copying
from tickets.public_thread import NotPublic, PublicEntry, PublicThread, public_thread


def texts(thread):
    return [one.text for one in thread.entries]


def test_the_requester_reads_what_was_said_but_no_note(post, t1, r1, bob):
    conversation.add_note(t1, by=bob, body="Secret")
    post(sender="mallory@evil.example", in_reply_to=r1.message_id, body="Let me in")
    thread = public_thread(t1)
    assert [(one.author, one.is_ours, one.text) for one in thread.entries] == [
        ("Rosa Mets", False, "It burns."),
        ("Bob, Acme", True, "Use the extinguisher."),
    ]
    assert texts(public_thread(t1, "rosa@example.com")) == texts(thread)


def test_no_entry_can_hold_a_note(t1, bob):
    note = conversation.add_note(t1, by=bob, body="Secret")
    with pytest.raises(NotPublic):
        PublicEntry.of(note)
    entry = public_thread(t1).entries[0]
    for wrong in ({"visibility": "internal"}, {"kind": "note"}):
        with pytest.raises(NotPublic):
            replace(entry, **wrong)
    with pytest.raises(NotPublic):
        PublicThread(t1.pk, (note,))


@pytest.mark.parametrize("accepted, expected", [(True, ["Later"]), (False, [])])
def test_a_cc_reads_only_what_came_after_they_were_accepted(t1, r1, bob, dora, accepted, expected):
    copying.add_cc(t1, "dora@example.com", by=bob, accepted=accepted)
    later = conversation.reply(t1, by=bob, body="Later")
    Message.objects.filter(pk=later.pk).update(delivery="sent")
    assert texts(public_thread(t1, "dora@example.com")) == expected
    assert texts(public_thread(t1, for_addresses=["rosa@example.com", "dora@example.com"])) == expected


def test_a_stranger_reads_nothing(t1, r1):
    assert public_thread(t1, "mallory@evil.example").entries == ()


def test_what_may_still_be_taken_back_is_not_shown(t1, bob):
    bob.undo_seconds = 10
    conversation.reply(t1, by=bob, body="Oops")
    assert texts(public_thread(t1)) == ["It burns."]


def test_newest_and_before(post, t1, r1, bob):
    last = conversation.reply(t1, by=bob, body="Last")
    assert texts(public_thread(t1, before=last)) == ["It burns.", "Use the extinguisher."]
    assert texts(public_thread(t1, newest=1)) == ["Last"]
