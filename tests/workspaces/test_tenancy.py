"""One workspace never sees another's rows, whatever the code forgets."""

import ast
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from contacts.models import Contact
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import ForgottenTenant, outside
from tickets.models import Message, Ticket
from workspaces import isolation
from workspaces.tenancy import WrongWorkspace, across_tenants, tenant

MAY_LOOK_ACROSS = {
    "helpdesk/health.py",
    "channels_inbox/lookup.py",
    "channels_inbox/outbox.py",
    "workspaces/hosts.py",
    "workspaces/isolation.py",
    "workspaces/jobs/sweeping.py",
    "workspaces/restoring.py",
    "workspaces/tenancy.py",
    "tickets/sweeps.py",
    "tickets/view_counts.py",
    "portal/sweeps.py",
}


@pytest.fixture
def foreign_ticket(other_workspace):
    with outside(), tenant(other_workspace):
        from contacts.identities import contact_for

        return make_ticket(
            other_workspace, contact_for(other_workspace.pk, "email", "rosa@example.com", name="Rosa Mets")
        )


def test_all_tickets_are_those_of_the_workspace(ticket, foreign_ticket):
    assert list(Ticket.objects.all()) == [ticket]


def test_a_query_without_a_context_raises_here_and_sees_nothing_elsewhere(ticket):
    with outside():
        with pytest.raises(ForgottenTenant):
            Ticket.objects.count()
        with connection.connection.cursor() as cursor:  # the driver's own: the guard does not see it
            cursor.execute("SELECT count(*) FROM tickets_ticket")
            assert cursor.fetchone() == (0,)


def test_across_tenants_sees_both(ticket, foreign_ticket):
    with outside(), across_tenants("a test"):
        assert Ticket.objects.count() == 2


def test_a_foreign_row_can_be_neither_written_nor_pointed_at(ticket, foreign_ticket):
    with pytest.raises(DatabaseError), transaction.atomic():
        Contact.objects.create(workspace_id=foreign_ticket.workspace_id, name="Smuggled")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(requester_id=foreign_ticket.requester_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(ticket=ticket).update(ticket_id=foreign_ticket.pk)
    assert Ticket.objects.filter(pk=foreign_ticket.pk).update(subject="Mine now") == 0


def test_another_workspace_can_not_be_entered_from_inside(workspace, other_workspace):
    with pytest.raises(WrongWorkspace), tenant(other_workspace):
        pass
    with pytest.raises(WrongWorkspace), across_tenants("a test"):
        pass


def test_isolation_is_whole_and_applying_it_again_changes_nothing(db):
    assert isolation.problems() == []
    assert isolation.apply() == []


def test_a_table_without_policy_is_reported(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tickets_ticket NO FORCE ROW LEVEL SECURITY")
    assert isolation.problems() == [
        "The table “tickets_ticket” has no policy of row-level security, or does not force it."
    ]
    with pytest.raises(CommandError, match="tickets_ticket"):
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    assert len(isolation.apply()) == 4
    assert isolation.problems() == []


def test_only_listed_modules_look_across_workspaces():
    root = Path(__file__).parents[2]
    users = {
        str(path.relative_to(root))
        for app in ("workspaces", "contacts", "channels_inbox", "tickets", "portal", "helpdesk")
        for path in (root / app).rglob("*.py")
        if any(
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == "across_tenants"
            for node in ast.walk(ast.parse(path.read_text()))
        )
    }
    assert users - {"workspaces/tenancy.py"} <= MAY_LOOK_ACROSS
