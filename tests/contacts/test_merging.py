"""Two contacts become one, and two again."""

import pytest
from django.utils import timezone

from contacts import editing, merging, reaching
from contacts.finding import matching
from contacts.identities import contact_for
from contacts.models import (
    Contact,
    ContactFieldValue,
    ContactNote,
    ContactTag,
    Identity,
    Organization,
    Purchase,
)
from contacts.refusals import CannotMerge, CannotUnmerge
from tests.fixtures.cast import make_ticket
from tickets import search
from tickets.models import Message, Ticket, TicketCC, TicketEvent
from workspaces.models import CustomField


@pytest.fixture
def twice(workspace, bob):
    """Rosa by her work and by her own address, each with a ticket, a tag, a note, a purchase."""
    firm = Organization.objects.create(workspace=workspace, name="Fjellheim")
    pair = []
    for name, address, tags in (
        ("Rosa Mets", "rosa@work.example", ["vip", "fleet"]),
        ("", "rosa@home.example", ["vip"]),
    ):
        contact = contact_for(workspace.pk, "email", address, name=name)
        reaching.make_primary(contact.identities.get(), by=bob)
        for tag in tags:
            editing.add_tag(contact, tag, by=bob)
        editing.add_note(contact, f"About {address}", by=bob)
        Purchase.objects.create(workspace=workspace, contact=contact, number=f"PT-{address}", at=timezone.now())
        make_ticket(workspace, contact, subject=f"From {address}")
        pair.append(contact)
    rosa, home = pair
    editing.change(rosa, by=bob, organization_id=firm.pk)
    editing.change(home, by=bob, city="Voss", external_id="K-7", form_of_address="formal", is_vip=True)
    return [Contact.objects.get(pk=one.pk) for one in pair]


def everything(workspace):
    """All rows that a merge may touch, as values."""
    kinds = (Contact, Identity, ContactTag, ContactNote, Purchase, ContactFieldValue, TicketCC)
    rows = {kind.__name__: sorted(map(str, kind.objects.filter(workspace=workspace).values())) for kind in kinds}
    rows["Ticket"] = sorted(Ticket.objects.filter(workspace=workspace).values_list("pk", "requester_id"))
    rows["Message"] = sorted(Message.objects.filter(workspace=workspace).values_list("pk", "author_contact_id"))
    return rows


def test_all_of_both_is_with_one(workspace, twice, bob):
    rosa, home = twice
    merging.merge(rosa, home, by=bob)
    rosa.refresh_from_db()
    assert sorted(one.value for one in rosa.identities.all()) == ["rosa@home.example", "rosa@work.example"]
    assert [one.value for one in rosa.identities.filter(is_primary=True)] == ["rosa@work.example"]
    assert sorted(one.name for one in rosa.tags.all()) == ["fleet", "vip"]
    assert sorted(one.body for one in rosa.notes.all()) == ["About rosa@home.example", "About rosa@work.example"]
    assert rosa.purchases.count() == 2
    assert rosa.tickets.count() == 2
    assert set(Message.objects.values_list("author_contact", flat=True)) == {rosa.pk}
    assert (rosa.name, rosa.city, rosa.external_id, rosa.is_vip, rosa.organization.name) == (
        "Rosa Mets", "Voss", "K-7", True, "Fjellheim",
    )  # fmt: skip
    assert (rosa.form_of_address, rosa.form_is_guessed) == ("formal", False)
    assert list(matching(workspace.contacts.standing(), "home.example")) == [rosa]


def test_the_ticket_says_it_and_is_found_by_the_new_name(workspace, twice, bob, committed):
    rosa, home = twice
    ticket = home.tickets.get()
    with committed():
        merge = merging.merge(rosa, home, by=bob)
    event = TicketEvent.objects.filter(ticket=ticket, type__startswith="ticket.contacts").last()
    assert (event.type, event.actor_name, event.data["new_name"]) == (
        "ticket.contacts_merged", "Bob Birch", "Rosa Mets",
    )  # fmt: skip
    assert ticket in search.matching(workspace.tickets.all(), search.parse("rosa mets home"))
    with committed():
        merging.undo(merge, by=bob)
    assert TicketEvent.objects.filter(ticket=ticket, type="ticket.contacts_unmerged").exists()
    assert ticket not in search.matching(workspace.tickets.all(), search.parse("mets"))


def test_an_undo_brings_everything_back(workspace, twice, bob):
    rosa, home = twice
    field = CustomField.objects.create(workspace=workspace, scope="contact", name="Frame", key="frame", kind="text")
    from contacts.custom_fields import set_field

    set_field(rosa, field, "A1")
    set_field(home, field, "B2")
    before = everything(workspace)
    merge = merging.merge(rosa, home, by=bob, choices={"name": "gone", "organization_id": "gone"})
    assert everything(workspace) != before
    merging.undo(merge, by=bob)
    assert everything(workspace) == before
    with pytest.raises(CannotUnmerge):
        merging.undo(merge, by=bob)


def test_what_somebody_changed_since_stays(workspace, twice, bob):
    rosa, home = twice
    merge = merging.merge(rosa, home, by=bob)
    editing.change(rosa, by=bob, city="Bergen")
    merging.undo(merge, by=bob)
    rosa.refresh_from_db()
    assert (rosa.city, rosa.is_vip, rosa.external_id) == ("Bergen", False, "")


def test_each_field_can_be_chosen(workspace, twice, bob):
    rosa, home = twice
    editing.change(home, by=bob, name="R. Mets")
    merging.merge(rosa, home, by=bob, choices={"name": "gone", "city": "kept", "is_vip": "kept"})
    rosa.refresh_from_db()
    assert (rosa.name, rosa.city, rosa.is_vip) == ("R. Mets", "", False)


def test_one_can_not_be_merged_twice_nor_with_itself(workspace, twice, bob, rosa):
    work, home = twice
    with pytest.raises(CannotMerge):
        merging.merge(work, work, by=bob)
    merging.merge(work, home, by=bob)
    with pytest.raises(CannotMerge):
        merging.merge(rosa, home, by=bob)


def test_merges_are_undone_from_the_last_on(workspace, twice, bob, rosa):
    work, home = twice
    first = merging.merge(work, home, by=bob)
    second = merging.merge(work, rosa, by=bob)
    with pytest.raises(CannotUnmerge):
        merging.undo(first, by=bob)
    merging.undo(second, by=bob)
    merging.undo(first, by=bob)
    assert Contact.objects.standing().count() == 3
