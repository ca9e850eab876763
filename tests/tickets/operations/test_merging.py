"""Merging and taking apart: messages, people, state, numbers, counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.identities import contact_for
from tests.fixtures.cast import make_ticket
from tickets.content import NewFile
from tickets.counts import counts_for
from tickets.models import (
    Attachment,
    Draft,
    Later,
    Message,
    Ticket,
    TicketCC,
    TicketEvent,
    TicketFollower,
    TicketSeen,
    TicketTag,
)
from tickets.operations import conversation, copying, later, merging, triage, uniting
from tickets.operations.attaching import keep_upload
from tickets.operations.refusals import (
    AlreadyMerged,
    CannotMergeInto,
    MergedOnward,
    NothingToMerge,
    NothingToUndo,
    NotInInbox,
)


def fresh(ticket):
    return Ticket.objects.get(workspace_id=ticket.workspace_id, pk=ticket.pk)


def texts(ticket):
    found = Message.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket)
    return list(found.order_by("created_at", "id").values_list("body_text", flat=True))


def state(ticket):
    """Everything on the row but what counts changes."""
    row = Ticket.objects.filter(workspace_id=ticket.workspace_id, pk=ticket.pk).values().get()
    return {name: value for name, value in row.items() if name != "version"}


def names(model, ticket, what):
    return sorted(model.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket).values_list(what, flat=True))


@pytest.fixture
def three(workspace, rosa, bob):
    """Three tickets of Rosa, a minute between each message: A1 B1 C1 A2 B2 C2."""
    start = timezone.now() - timedelta(hours=1)
    tickets = [
        make_ticket(workspace, rosa, subject=f"Case {word}", text=f"{word}1", at=start + timedelta(minutes=place))
        for place, word in enumerate("ABC")
    ]
    for place, (ticket, word) in enumerate(zip(tickets, "ABC", strict=True), 3):
        conversation.add_note(ticket, by=bob, body=f"{word}2", body_format="text", at=start + timedelta(minutes=place))
    return [fresh(one) for one in tickets]


def test_messages_stand_in_one_thread_by_their_times(three, bob):
    a, b, c = three
    merging.merge([c, b], into=a, by=bob)
    assert texts(a) == ["A1", "B1", "C1", "A2", "B2", "C2"]
    assert texts(b) == texts(c) == []
    for source in map(fresh, (b, c)):
        assert (source.merged_into_id, source.category) == (a.pk, "closed")


def test_both_sides_say_who_did_it(three, bob):
    a, b, c = three
    merges = merging.merge([b, c], into=a, by=bob)
    said = TicketEvent.objects.get(ticket=a, type="ticket.merged")
    batch = merges[0].batch
    assert said.data == {"numbers": [b.number, c.number], "batch": batch, "messages": 4, "copies": []}
    assert (said.actor_kind, said.actor_id) == ("member", bob.pk)
    assert TicketEvent.objects.get(ticket=b, type="ticket.merged_into").data == {"number": a.number, "batch": batch}


def test_tags_copies_followers_drafts_and_files_come_along(three, bob, alice):
    a, b, _c = three
    triage.add_tag(a, "both", by=bob)
    for word in ("both", "door"):
        triage.add_tag(b, word, by=bob)
    copying.add_cc(b, "cc@example.com", by=bob, accepted=True)
    copying.add_cc(b, "waits@example.com", by=bob, accepted=False)
    triage.follow(b, alice, by=alice)
    triage.assign(b, bob, by=bob)
    Draft.objects.create(
        workspace=a.workspace, ticket=a, member=bob, kind="reply", body_html="<p>one</p>", updated_at=timezone.now()
    )
    for kind, words in (("reply", "<p>two</p>"), ("note", "<p>three</p>")):
        Draft.objects.create(
            workspace=a.workspace, ticket=b, member=bob, kind=kind, body_html=words, updated_at=timezone.now()
        )
    upload = Attachment.objects.create(
        workspace=a.workspace, uploaded_by=bob, draft_ticket=b, draft_kind="reply", name="x", size=1
    )
    merging.merge([b], into=a, by=bob)
    assert names(TicketTag, a, "tag__name") == ["both", "door"]
    assert names(TicketCC, a, "address") == ["cc@example.com"]
    assert names(TicketFollower, a, "member__user__name") == ["Alice Ash", "Bob Birch"]
    drafts = Draft.objects.filter(ticket=a, member=bob).order_by("kind")
    assert list(drafts.values_list("kind", "body_html")) == [
        ("note", "<p>three</p>"),
        ("reply", "<p>one</p><p>two</p>"),
    ]
    assert not Draft.objects.filter(ticket=b).exists()
    upload.refresh_from_db()
    assert upload.draft_ticket_id == a.pk


def test_a_reply_that_was_to_leave_later_is_its_writers_draft_on_the_survivor(three, bob):
    a, b, _c = three
    planned = later.schedule(b, at=timezone.now() + timedelta(hours=1), by=bob, body="For the asker of b")
    keep_upload(b, bob, later.WAITING_UPLOADS, NewFile("part.txt", b"part", "text/plain"))
    merging.merge([b], into=a, by=bob)
    assert not Later.objects.filter(pk=planned.pk).exists()
    draft = Draft.objects.get(ticket=a, member=bob)
    assert (draft.kind, draft.body_html) == ("reply", "For the asker of b")
    upload = Attachment.objects.get()
    assert (upload.draft_ticket_id, upload.draft_kind) == (a.pk, "reply")
    assert TicketEvent.objects.get(ticket=b, type="reply.not_sent").data["reason"] == "merged"


def test_undone_at_once_everything_is_as_before(three, bob, alice):
    a, b, c = three
    triage.add_tag(b, "door", by=bob)
    copying.add_cc(b, "cc@example.com", by=bob, accepted=True)
    triage.follow(b, alice, by=alice)
    triage.set_category(a, "pending", by=bob)
    triage.set_category(c, "solved", by=bob)
    before = [state(one) for one in three]
    merges = merging.merge([b, c], into=a, by=bob)
    assert fresh(a).category == "open"  # Rosa waits on b
    merging.unmerge(merges, by=bob)
    assert [state(one) for one in three] == before
    assert [texts(one) for one in three] == [["A1", "A2"], ["B1", "B2"], ["C1", "C2"]]
    assert names(TicketTag, a, "tag__name") == names(TicketCC, a, "address") == []
    assert names(TicketFollower, a, "member_id") == []
    assert names(TicketCC, b, "address") == ["cc@example.com"]
    assert not Message.objects.exclude(home=None).exists()


def test_answered_and_then_taken_apart_the_answer_stays_on_the_survivor(three, bob):
    a, b, c = three
    merges = merging.merge([b, c], into=a, by=bob)
    conversation.reply(a, by=bob, body="Answer", body_format="text")
    assert fresh(a).waiting_since is None
    merging.unmerge(merges, by=bob)
    assert [texts(one) for one in three] == [["A1", "A2", "Answer"], ["B1", "B2"], ["C1", "C2"]]
    assert fresh(a).waiting_since is None
    assert (fresh(b).category, fresh(b).waiting_since) == ("new", b.waiting_since)
    assert (fresh(a).snippet, fresh(b).snippet) == ("Answer", "B1")


def test_one_of_a_batch_can_be_taken_out_alone(three, bob):
    a, b, c = three
    for ticket in (b, c):
        triage.add_tag(ticket, "door", by=bob)
    merges = merging.merge([b, c], into=a, by=bob)
    merging.unmerge([one for one in merges if one.ticket_id == b.pk], by=bob)
    assert texts(a) == ["A1", "C1", "A2", "C2"]
    assert names(TicketTag, a, "tag__name") == ["door"]  # c has it, and is still here
    merging.unmerge([one for one in merges if one.ticket_id == c.pk], by=bob)
    assert names(TicketTag, a, "tag__name") == []
    with pytest.raises(NothingToUndo):
        merging.unmerge(merges, by=bob)


def test_merged_twice_it_comes_apart_in_the_other_order(three, bob):
    a, b, c = three
    first = merging.merge([c], into=b, by=bob)
    second = merging.merge([b], into=a, by=bob)
    assert fresh(c).merged_into_id == a.pk
    assert texts(a) == ["A1", "B1", "C1", "A2", "B2", "C2"]
    with pytest.raises(MergedOnward):
        merging.unmerge(first, by=bob)
    merging.unmerge(second, by=bob)
    assert (texts(a), texts(b)) == (["A1", "A2"], ["B1", "C1", "B2", "C2"])
    assert fresh(c).merged_into_id == b.pk
    merging.unmerge(first, by=bob)
    assert [texts(one) for one in three] == [["A1", "A2"], ["B1", "B2"], ["C1", "C2"]]


def test_refusals_change_nothing(three, bob):
    a, b, c = three
    for sources, into in (([], a), ([a], a), ([a, b], a)):
        with pytest.raises(NothingToMerge):
            merging.merge(sources, into=into, by=bob)
    merging.merge([b], into=a, by=bob)
    for sources, into in (([b], c), ([c], b)):
        with pytest.raises(AlreadyMerged):
            merging.merge(sources, into=into, by=bob)
    triage.set_category(c, "closed", by=bob)
    with pytest.raises(CannotMergeInto):
        merging.merge([a], into=c, by=bob)
    triage.move(c, "trash", by=bob)
    with pytest.raises(NotInInbox):
        merging.merge([c], into=a, by=bob)
    assert texts(c) == ["C1", "C2"]


def test_counts_follow(three, bob):
    a, b, c = three
    merges = merging.merge([b, c], into=a, by=bob)
    assert counts_for(bob).open == 1
    del bob._counts
    merging.unmerge(merges, by=bob)
    assert counts_for(bob).open == 3


def test_who_had_seen_all_has_nothing_new(three, bob, alice):
    a, b, _c = three
    for member, tickets in ((bob, (a, b)), (alice, (a,))):
        for one in tickets:
            TicketSeen.objects.create(workspace=a.workspace, member=member, ticket=one, version=one.version)
    merging.merge([b], into=a, by=bob)
    seen = dict(TicketSeen.objects.filter(ticket=a).values_list("member_id", "version"))
    assert (seen[bob.pk], seen[alice.pk]) == (fresh(a).version, a.version)


def test_by_themselves_only_copies_of_the_same_requester_come_along(three, workspace, bob):
    a, b, _c = three
    grete = contact_for(workspace.pk, "email", "grete@example.com", name="Grete")
    other = make_ticket(workspace, grete)
    copying.add_cc(other, "hers@example.com", by=bob, accepted=True)
    copying.add_cc(b, "ours@example.com", by=bob, accepted=True)
    offered = uniting.possible_copies([b, other], a)
    assert {one.address: (one.is_asker, one.by_default) for one in offered.values()} == {
        "ours@example.com": (False, True),
        "grete@example.com": (True, False),
        "hers@example.com": (False, False),
    }
    merges = merging.merge([b, other], into=a, by=bob)
    assert names(TicketCC, a, "address") == ["ours@example.com"]
    merging.unmerge(merges, by=bob)
    merging.merge([other], into=a, by=bob, copies=["grete@example.com", "nobody@example.com"])
    assert names(TicketCC, a, "address") == ["grete@example.com"]
