"""Two who change one ticket at the same time."""

import threading
import time

from django.db import connection, connections

from contacts.identities import contact_for
from tests.fixtures.cast import make_ticket, make_workspace
from tickets.models import Ticket
from tickets.models.status import Category
from tickets.operations import triage
from tickets.operations.locking import locked
from workspaces.tenancy import tenant


def wait_for_lock():
    """Until somebody waits for somebody else's transaction."""
    for _ in range(200):
        with connection.cursor() as cursor:
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
        time.sleep(0.1)
        wait_for_lock()
    waiting.join(10)
    assert isinstance(found[0], Ticket), "the ticket seemed to be gone"
    assert (found[0].category, found[0].status.category) == ("pending", "pending")
