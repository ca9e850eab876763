"""All or nothing, and a refusal costs nothing."""

import pytest
from django.db import transaction

from contacts.models import Contact
from tickets.operations import conversation
from tickets.operations.copying import BadAddress
from tickets.operations.refusals import NoAddress, NothingToSend
from tickets.operations.whole import whole


def names(workspace):
    return set(Contact.objects.filter(workspace=workspace).values_list("name", flat=True))


def test_what_fails_undoes_what_it_wrote_back_to_the_nearest_savepoint(workspace):
    @whole
    def fail():
        Contact.objects.create(workspace=workspace, name="half")
        raise ZeroDivisionError

    Contact.objects.create(workspace=workspace, name="before")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail()
    assert names(workspace) == {"before"}


def test_who_swallows_a_failure_can_not_go_on_with_half_of_it(workspace):
    @whole
    def fail():
        Contact.objects.create(workspace=workspace, name="half")
        raise ZeroDivisionError

    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            fail()
        with pytest.raises(transaction.TransactionManagementError):
            Contact.objects.exists()
    assert names(workspace) == set()


def test_who_catches_a_refusal_goes_on(ticket, bob):
    with pytest.raises(NothingToSend):
        conversation.reply(ticket, by=bob, body="", body_format="text")
    assert conversation.add_note(ticket, by=bob, body="Later.").pk


@pytest.mark.parametrize(("cc", "refusal"), [(["dora@example.com", "nonsense"], BadAddress)])
def test_a_refused_copy_leaves_no_other(ticket, bob, cc, refusal):
    with pytest.raises(refusal):
        conversation.reply(ticket, by=bob, body="Hello", cc=cc)
    assert ticket.ccs.count() == 0
    assert not ticket.messages.filter(kind="reply").exists()


def test_without_an_address_nobody_gets_a_copy(ticket, rosa, bob):
    rosa.identities.all().delete()
    with pytest.raises(NoAddress):
        conversation.reply(ticket, by=bob, body="Hello", cc=["dora@example.com"])
    assert ticket.ccs.count() == 0


def test_a_reply_with_other_copies_goes_to_them(ticket, bob):
    conversation.reply(ticket, by=bob, body="One", cc=["dora@example.com"])
    message = conversation.reply(ticket, by=bob, body="Two", cc=["eve@example.com"])
    assert [one.address for one in message.recipients.all()] == ["rosa@example.com", "eve@example.com"]


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around_it_has_its_own():
    from tests.fixtures.cast import make_workspace
    from workspaces.models import Workspace

    made = make_workspace("acme")

    @whole
    def fail():
        Workspace.objects.filter(pk=made.pk).update(name="half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    made.refresh_from_db()
    assert made.name != "half"
