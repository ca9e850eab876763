"""Tickets that an agent writes down: whose they are, and by which channel."""

import pytest

from channels_inbox.models import Channel
from contacts.identities import contact_for
from contacts.models import Contact
from tickets.operations.logging import log_ticket
from workspaces.models import Team


@pytest.fixture
def log(workspace, team, bob):
    def run(**fields):
        return log_ticket(by=bob, workspace=workspace, subject="A call", **{"origin": "phone", "team": team, **fields})

    return run


def kinds(ticket):
    return sorted(ticket.requester.identities.values_list("kind", "value"))


def test_who_is_known_by_address_or_number_is_found(log, rosa, workspace):
    dora = contact_for(workspace.pk, "phone", "+372 555 0142", name="Dora Dale")
    assert log(email="Rosa@Example.com", name="Somebody").requester == rosa
    assert log(phone="00372 555 0142").requester == dora
    assert log(email="rosa@example.com", phone="+372 555 0142").requester == rosa
    assert kinds(log(phone="+3725550142")) == [("phone", "+3725550142")]


def test_who_is_not_known_is_made(log):
    both = log(name="Nils", email="nils@new.example", phone="+47 55 01 42 18")
    assert (both.requester.name, kinds(both)) == ("Nils", [("email", "nils@new.example"), ("phone", "+4755014218")])
    by_phone = log(phone="112")
    assert (by_phone.requester.name, kinds(by_phone)) == ("112", [("phone", "112")])
    first, second = log(name="Somebody"), log(name="Somebody")
    assert first.requester != second.requester
    assert (kinds(first), first.requester.name) == ([], "Somebody")
    assert Contact.objects.filter(name="Somebody").count() == 2


def test_without_a_mail_it_came_by_hand_with_one_by_the_channel_it_leaves_by(log, workspace, team, email_channel):
    other = Team.objects.create(workspace=workspace, name="Billing")
    billing = Channel.objects.create(
        workspace=workspace, kind="email", name="Billing", address="billing@acme.example", team=other
    )
    rosa = {"email": "rosa@example.com", "name": "Rosa Mets"}
    assert log(**rosa, body="She called.").channel.kind == "manual"
    assert log(**rosa, mail="Hello", team=other).channel == billing
    assert log(**rosa, mail="Hello").channel == email_channel
    billing.is_active = False
    billing.save()
    assert log(**rosa, mail="Hello", team=other).channel == email_channel
    Channel.objects.filter(kind="email").update(is_active=False)
    assert log(**rosa, mail="Hello").channel.kind == "manual"
