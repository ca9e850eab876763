"""Custom fields of tickets: held as typed rows, told in the history, asked for before solving."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fixtures.cast import make_ticket
from tickets.custom_fields import fields_of
from tickets.field_filter import field_of_key, filter_by_field
from tickets.models import Reason, Ticket, TicketFieldValue, TicketForm, TicketFormField
from tickets.models.status import Category
from tickets.operations import conversation, triage
from tickets.operations.fields import set_field, set_form, set_reason
from tickets.operations.preparing import status_in
from tickets.operations.refusals import MissingToSolve, TicketClosed
from workspaces.custom_fields import BadValue
from workspaces.models import CustomField, FieldOption


@pytest.fixture
def order(workspace):
    return CustomField.objects.create(
        workspace=workspace,
        key="order",
        name="Order",
        pattern="99999",
        pattern_words="Order number must have five digits, for example 20417.",
    )


@pytest.fixture
def size(workspace):
    field = CustomField.objects.create(workspace=workspace, key="size", name="Size", kind="multi_select", position=1)
    for name in ("S", "M", "L"):
        FieldOption.objects.create(workspace=workspace, field=field, name=name)
    return field


def last(ticket):
    event = ticket.events.latest("id")
    return event.type, event.data


def test_a_value_is_set_changed_and_emptied_and_the_history_has_both(ticket, bob, order):
    set_field(ticket, order, "20417", by=bob)
    assert last(ticket) == (
        "ticket.field_changed",
        {"field": order.pk, "key": "order", "name": "Order", "old": "", "new": "20417"},
    )
    version = set_field(ticket, order, "20418", by=bob).version
    assert last(ticket)[1]["old"] == "20417"
    assert set_field(ticket, order, " 20418 ", by=bob).version == version  # nothing new
    set_field(ticket, order, "", by=bob)
    assert not TicketFieldValue.objects.exists()
    assert last(ticket)[1] == {"field": order.pk, "key": "order", "name": "Order", "old": "20418", "new": ""}


def test_a_list_holds_a_row_for_each_entry(ticket, bob, size):
    set_field(ticket, size, ["S", "L"], by=bob)
    set_field(ticket, size, ["L", "M"], by=bob)
    assert [one.text for one in fields_of(ticket)] == ["M, L"]
    assert TicketFieldValue.objects.count() == 2


def test_what_does_not_fit_changes_nothing(ticket, bob, order):
    set_field(ticket, order, "20417", by=bob)
    with pytest.raises(BadValue, match="five digits"):
        set_field(ticket, order, "2041", by=bob)
    assert [one.text for one in fields_of(ticket)] == ["20417"]


def test_a_closed_ticket_takes_nothing(ticket, bob, order):
    triage.set_category(ticket, Category.CLOSED, by=bob)
    for change in (
        lambda: set_field(ticket, order, "20417", by=bob),
        lambda: set_form(ticket, None, by=bob),
        lambda: set_reason(ticket, None, by=bob),
    ):
        with pytest.raises(TicketClosed):
            change()


def test_a_form_brings_its_fields_first_and_what_holds_something_stays(workspace, ticket, bob, order, size):
    special = CustomField.objects.create(workspace=workspace, key="special", name="Special", on_every_ticket=False)
    assert [one.field.key for one in fields_of(ticket)] == ["order", "size"]
    form = TicketForm.objects.create(workspace=workspace, name="Warranty")
    for position, field in enumerate((special, size)):
        TicketFormField.objects.create(workspace=workspace, form=form, field=field, position=position)
    ticket = set_form(ticket, form, by=bob)
    assert last(ticket) == (
        "ticket.form_changed", {"old": None, "old_name": "", "new": form.pk, "new_name": "Warranty"},
    )  # fmt: skip
    assert [one.field.key for one in fields_of(ticket)] == ["special", "size", "order"]
    set_field(ticket, special, "x", by=bob)
    ticket = set_form(ticket, None, by=bob)
    assert [one.field.key for one in fields_of(ticket)] == ["order", "special", "size"]


def test_a_ticket_s_fields_cost_one_statement(ticket, bob, order, size):
    set_field(ticket, size, ["S", "L"], by=bob)
    with CaptureQueriesContext(connection) as asked:
        fields_of(ticket)
    assert len(asked) == 1


def ways_to_solve(ticket, bob):
    """Everything that solves a ticket for an agent or a rule."""
    solved = status_in(ticket.workspace_id, Category.SOLVED)
    return [
        lambda: triage.set_status(ticket, solved, by=bob),
        lambda: triage.set_category(ticket, Category.CLOSED, by=bob),
        lambda: triage.set_category(ticket, Category.SOLVED, by=None),
        lambda: conversation.reply(ticket, by=bob, body="Done.", body_format="text", status=solved),
    ]


def test_a_required_field_and_reason_stop_every_way_to_solve(workspace, ticket, bob, order, size):
    CustomField.objects.update(required="on_solve")
    workspace.reason_required = True
    workspace.save()
    messages = ticket.messages.count()
    for solve in ways_to_solve(ticket, bob):
        with pytest.raises(MissingToSolve) as refused:
            solve()
        assert refused.value.names == ["Order", "Size", "Reason"]
        assert str(refused.value.message) == "Before this ticket is solved, fill in: Order, Size, Reason."
    ticket.refresh_from_db()
    assert (ticket.category, ticket.version, ticket.messages.count()) == ("new", 1, messages)
    set_field(ticket, order, "20417", by=bob)
    set_field(ticket, size, ["M"], by=bob)
    set_reason(ticket, Reason.objects.first(), by=bob)
    assert triage.set_category(ticket, Category.SOLVED, by=bob).category == "solved"


def test_a_field_that_does_not_show_is_not_asked_for(workspace, ticket, bob, order, size):
    size.required, size.shown_when = "on_solve", order
    size.save()
    assert triage.set_category(ticket, Category.SOLVED, by=bob).category == "solved"


def test_a_customer_is_not_held_up_and_closing_what_is_solved_neither(workspace, ticket, rosa, order):
    order.required = "on_solve"
    order.save()
    ticket = triage.set_category(ticket, Category.SOLVED, by=rosa)
    assert ticket.category == "solved"
    assert triage.set_category(ticket, Category.CLOSED, by=None).category == "closed"


def test_tickets_are_found_by_what_their_fields_hold(workspace, ticket, rosa, bob, order, size):
    number = CustomField.objects.create(workspace=workspace, key="weight", name="Weight", kind="number")
    day = CustomField.objects.create(workspace=workspace, key="bought", name="Bought", kind="date")
    box = CustomField.objects.create(workspace=workspace, key="warranty", name="Warranty", kind="checkbox")
    other = make_ticket(workspace, rosa, subject="Other")
    for one, held in (
        (ticket, ("20417", "12,5", "2026-03-01", "S", "on")),
        (other, ("4711", "80", "", ["S", "L"], "")),
    ):
        order.pattern = ""
        for field, value in zip((order, number, day, size, box), held, strict=True):
            set_field(one, field, value, by=bob)

    def found(field, operator, value):
        tickets = filter_by_field(Ticket.objects.filter(workspace=workspace), field, operator, value)
        return list(tickets.order_by("number").values_list("number", flat=True))

    assert found(order, "=", "20417") == [1]
    assert found(number, ">", "12") == [1, 2] and found(number, ">=", "13") == [2] and found(number, "=", "12,5") == [1]
    assert found(day, "<", "2026-03-02") == [1] and found(day, "<", "2026-03-01") == []
    assert found(size, "=", "l") == [2] and found(size, "=", "S") == [1, 2]
    assert found(box, "=", "yes") == [1] and found(box, "=", "no") == [2]
    assert found(day, "=", "none") == [2] and found(day, "=", "any") == [1]
    for field, operator, value in ((order, ">", "2"), (box, "=", "maybe"), (number, "=", "x"), (size, "=", "XXL")):
        with pytest.raises(BadValue):
            found(field, operator, value)
    assert field_of_key(workspace, "weight") == number and field_of_key(workspace, "nothing") is None


def test_the_query_language_knows_the_fields(workspace, ticket, bob, order, size):
    from tickets.query import QueryError, narrow

    set_field(ticket, order, "20417", by=bob)
    tickets = Ticket.objects.filter(workspace=workspace)
    assert narrow(tickets, "field.order:20417", bob).count() == 1
    assert narrow(tickets, "-field.order:20417", bob).count() == 0
    assert narrow(tickets, "field.order:1,20417", bob).count() == 1
    with pytest.raises(QueryError) as refused:
        narrow(tickets, "field.ordr:20417", bob)
    assert "Did you mean “order”?" in str(refused.value) and refused.value.suggestion == "field.order:20417"
    with pytest.raises(QueryError, match="no entry “XXL”"):
        narrow(tickets, "field.size:XXL", bob)
