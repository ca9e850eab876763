"""Names that can't be made up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.identifiers import is_own_message_id, new_message_id, read_reply_token, reply_address, same, sign
from workspaces.models import Workspace
from workspaces.tenancy import tenant

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
FOR_EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


def opens(ticket, address):
    """As intake asks: does this address lead to the ticket?"""
    token = read_reply_token(address)
    return (
        token is not None
        and token[0] == ticket.pk
        and same(token[1], sign(ticket.workspace, "reply", ticket.public_id))
    )


def test_our_own_are_known_again_in_any_case_of_letters(ticket):
    message_id = new_message_id(ticket)
    address = reply_address(ticket, "help@acme.example")
    assert is_own_message_id(ticket.workspace, message_id)
    assert is_own_message_id(ticket.workspace, message_id.upper())
    assert opens(ticket, address)
    assert opens(ticket, address.upper())


def test_a_reply_address_fits_its_local_part_in_64_octets_and_is_lower_case(ticket):
    for local in ("a", "help", "kundenservice-de"):
        address = reply_address(ticket, f"{local}@acme.example")
        assert len(address.partition("@")[0]) <= 64
        assert address == address.lower()
    assert reply_address(ticket, f"{'a' * 40}@acme.example") is None


@FOR_EACH
@given(data=st.data())
def test_one_letter_changed_is_a_forgery(ticket, data):
    message_id = new_message_id(ticket).partition("@")[0]
    place = data.draw(st.integers(0, len(message_id) - 1))
    letter = data.draw(st.sampled_from([one for one in LETTERS if one != message_id[place]]))
    assert not is_own_message_id(
        ticket.workspace, f"{message_id[:place]}{letter}{message_id[place + 1 :]}@acme.example"
    )

    local = reply_address(ticket, "help@acme.example").partition("@")[0]
    token = local.rpartition("+")[2]
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from([one for one in LETTERS if one != token[place]]))
    assert not opens(ticket, f"help+{token[:place]}{letter}{token[place + 1 :]}@acme.example")


@FOR_EACH
@given(cut=st.integers(1, 25))
def test_a_truncated_one_is_a_forgery(ticket, cut):
    message_id = new_message_id(ticket).partition("@")[0]
    assert not is_own_message_id(ticket.workspace, f"{message_id[:-cut]}@acme.example")
    assert not opens(ticket, reply_address(ticket, "help@acme.example").partition("@")[0][:-cut] + "@acme.example")


@FOR_EACH
@given(text=st.text(max_size=200))
def test_any_text_is_an_answer_of_no_and_never_an_error(ticket, text):
    assert not is_own_message_id(ticket.workspace, text)
    for address in (text, f"help+r{text}@acme.example", f"help+r1.{text}@acme.example"):
        assert not opens(ticket, address)


def test_another_tickets_address_opens_only_that_one(workspace, rosa, ticket):
    other = make_ticket(workspace, rosa)
    local = reply_address(other, "help@acme.example").partition("@")[0]
    tag = local.rpartition(".")[2]
    mixed = reply_address(ticket, "help@acme.example").partition("@")[0].rpartition(".")[0] + f".{tag}@acme.example"
    assert opens(other, reply_address(other, "help@acme.example"))
    assert not opens(ticket, reply_address(other, "help@acme.example"))
    assert not opens(ticket, mixed)


def test_another_workspaces_are_none_of_ours(ticket, other_workspace):
    from contacts.identities import contact_for

    with outside(), tenant(other_workspace):
        foreign = make_ticket(other_workspace, contact_for(other_workspace.pk, "email", "x@example.org"))
        theirs = new_message_id(foreign)
    assert not is_own_message_id(ticket.workspace, theirs)
    assert is_own_message_id(other_workspace, theirs)


def test_a_new_secret_ends_all_that_was_given_out(ticket):
    message_id, address = new_message_id(ticket), reply_address(ticket, "help@acme.example")
    Workspace.objects.filter(pk=ticket.workspace_id).update(secret="z" * 26)
    ticket.workspace.refresh_from_db()
    assert not is_own_message_id(ticket.workspace, message_id)
    assert not opens(ticket, address)


@pytest.mark.parametrize("purpose", ["message-id", "loop"])
def test_a_signature_for_one_purpose_serves_no_other(ticket, purpose):
    tag = sign(ticket.workspace, purpose, ticket.public_id)
    assert not same(tag, sign(ticket.workspace, "reply", ticket.public_id))
