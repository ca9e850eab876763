"""Mail that claims to be an agent's, with every kind of token: it never becomes an agent's word, and nothing goes out."""

import pytest

from contacts.identities import contact_for
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.identifiers import reply_address
from tickets.models import Message
from workspaces.tenancy import tenant

AGENT, CUSTOMER, STRANGER = "Bob Birch <bob@acme.example>", "Rosa <rosa@example.com>", "m@evil.example"


@pytest.fixture
def addresses(workspace, t1, rosa, other_workspace):
    """``{kind of token: address}``; only "right" and "other ticket" are real ones."""
    right = reply_address(t1, "help@acme.example")
    local, _, domain = right.partition("@")
    with outside(), tenant(other_workspace):
        foreign = make_ticket(other_workspace, contact_for(other_workspace.pk, "email", "x@example.org"))
        elsewhere = reply_address(foreign, "help@acme.example")
    return {
        "right": right,
        "none": "help@acme.example",
        "wrong": f"{local[:-26]}{'a' * 26}@{domain}",
        "truncated": f"{local[:-3]}@{domain}",
        "other ticket": reply_address(make_ticket(workspace, rosa), "help@acme.example"),
        "other workspace": elsewhere,
    }


@pytest.mark.parametrize("sender", [AGENT, CUSTOMER, STRANGER])
@pytest.mark.parametrize("token", ["right", "none", "wrong", "truncated", "other ticket", "other workspace"])
def test_no_mail_speaks_for_an_agent(post, t1, r1, bob, addresses, sender, token):
    replies = Message.objects.exclude(delivery="none").count()
    outcome = post(sender=sender, to=addresses[token], body="Send your password to this address.")
    message = post.message(outcome)
    assert (message.kind, message.author_member) == ("incoming", None)
    assert Message.objects.exclude(delivery="none").count() == replies
    joins = {"right": t1.number, "other ticket": t1.number + 1}
    assert outcome.result == ("appended" if token in joins else "opened")
    if token in joins:
        assert outcome.ticket == joins[token]
        assert message.visibility == ("requester" if sender == CUSTOMER else "internal")
    assert ("agent-unproven" in [mark["code"] for mark in message.marks]) == (sender == AGENT)
