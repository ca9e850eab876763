"""Several writes as one statement."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import Contact
from helpdesk.lib.prepared import Statement
from helpdesk.lib.together import Together, next_id
from tests.fixtures.cast import make_ticket
from tickets.models import MessageRecipient, Tag, Ticket, TicketEvent

AT = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)


def new_id(model):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {next_id(model)}")
        return cursor.fetchone()[0]


@pytest.fixture
def mine(workspace, rosa):
    return make_ticket(workspace, rosa)


def event(ticket, **fields):
    return TicketEvent(**{"workspace_id": ticket.workspace_id, "ticket": ticket, "type": "x", "at": AT, **fields})


def ran(run):
    """The statements of ``run()``."""
    texts = []

    def note(execute, sql, params, many, context):
        texts.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        run()
    return texts


def test_different_writes_are_one_statement(workspace, mine):
    tag = Tag(pk=new_id(Tag), workspace=workspace, name="vip")
    mine.subject, mine.snippet = "New", "not this one"
    writing = Together().insert(tag)
    writing.insert_all(event(mine, type=type, data={"tag": tag.pk, "é": [None, 'a"b']}) for type in ("a", "b"))
    writing.insert_all([])
    writing.update(mine, "subject", "subject")
    writing.also("DELETE FROM tickets_tag WHERE workspace_id = %s AND name = %s", [workspace.pk, "none"])
    assert len(ran(writing.run)) == 1
    assert not tag._state.adding
    mine.refresh_from_db()
    assert (mine.subject, mine.snippet) == ("New", "It burns.")
    found = TicketEvent.objects.filter(ticket=mine, type__in=["a", "b"]).order_by("pk")
    assert [(one.type, one.at, one.data, one.cause_id, one.actor_id) for one in found] == [
        (type, AT, {"tag": tag.pk, "é": [None, 'a"b']}, None, None) for type in ("a", "b")
    ]


def test_one_part_that_is_refused_undoes_the_others(workspace, mine):
    writing = Together().insert(Tag(pk=new_id(Tag), workspace=workspace, name="vip"))
    writing.also("DELETE FROM contacts_contact WHERE workspace_id = %s AND id = %s", [workspace.pk, mine.requester_id])
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.run()
    assert not Tag.objects.exists()


def test_an_id_that_was_asked_for_is_nobody_elses(workspace):
    mine = new_id(Contact)
    other = Contact.objects.create(workspace=workspace, name="Other")
    Together().insert(Contact(pk=mine, workspace=workspace, name="Mine")).run()
    assert other.pk != mine
    assert Contact.objects.get(pk=mine).name == "Mine"


def test_any_number_of_rows_is_the_same_statement(workspace, mine):
    message = mine.messages.get()
    name = "Ä \\ \"'"
    texts = set()
    for count in (1, 2, 40):
        rows = [
            MessageRecipient(workspace=workspace, message=message, kind="to", name=name, address=f"{one}@a.example")
            for one in range(count)
        ]
        texts.update(ran(Together().insert_all(rows).run))
    assert [type(one) for one in texts] == [Statement]
    stored = list(message.recipients.values_list("name", "address"))
    assert stored == [(name, f"{one}@a.example") for count in (1, 2, 40) for one in range(count)]


def test_another_workspaces_row_is_not_changed(workspace, other_workspace, mine):
    theirs = Ticket(pk=mine.pk, workspace=other_workspace, subject="Stolen")
    Together().update(theirs, "subject").run()
    mine.refresh_from_db()
    assert mine.subject != "Stolen"
