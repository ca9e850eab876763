"""Two who change one ticket at the same time."""

import threading
import time

from django.db import connection, connections

from contacts.identities import contact_for
from tests.fixtures.cast import make_member, make_ticket, make_workspace
from tickets.models import MessageRecipient, Ticket
from tickets.models.status import Category
from tickets.operations import conversation, copying, triage
from tickets.operations.locking import locked
from workspaces.tenancy import tenant


def wait_for_lock():
    """Until somebody waits for somebody else's transaction."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_who_waits_for_a_ticket_gets_it_with_the_status_that_it_has_then(transactional_db):
    workspace = make_workspace("acme")
    with tenant(workspace):
        ticket = make_ticket(workspace, contact_for(workspace.pk, "email", "rosa@example.com", name="Rosa Mets"))
    found = []

    def wait():
        try:
            with tenant(workspace):
                found.append(locked(ticket))
        except Ticket.DoesNotExist as error:
            found.append(error)
        finally:
            connections["default"].close()

    waiting = threading.Thread(target=wait)
    with tenant(workspace):
        triage.set_category(ticket, Category.PENDING, by=None)
        waiting.start()
        wait_for_lock()
    waiting.join(10)
    assert isinstance(found[0], Ticket), "the ticket seemed to be gone"
    assert (found[0].category, found[0].status.category) == ("pending", "pending")


def test_who_answers_while_a_copy_is_taken_off_sends_none_there(transactional_db):
    workspace = make_workspace("acme")
    with tenant(workspace):
        ticket = make_ticket(workspace, contact_for(workspace.pk, "email", "rosa@example.com", name="Rosa Mets"))
        copying.change(ticket, ["dora@example.com"], by=None)
        bob = make_member(workspace, "Bob")

    def answer():
        try:
            with tenant(workspace):
                conversation.reply(ticket, by=bob, body="Use water.")
        finally:
            connections["default"].close()

    waiting = threading.Thread(target=answer)
    with tenant(workspace):
        copying.change(ticket, [], by=None)
        waiting.start()
        wait_for_lock()
    waiting.join(10)
    with tenant(workspace):
        sent_to = MessageRecipient.objects.filter(message__kind="reply")
        assert [one.address for one in sent_to] == ["rosa@example.com"]
