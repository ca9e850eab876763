"""Custom fields, form, reason and checklist on the ticket's page."""

import json

import pytest

from tests.fixtures.database import outside
from tickets.custom_fields import fields_of
from tickets.models import ChecklistTemplate, ChecklistTemplateItem, Reason, TicketForm, TicketFormField
from tickets.operations import triage
from tickets.operations.fields import set_field
from workspaces.models import CustomField, FieldOption

HTMX = {"HX-Request": "true"}


@pytest.fixture
def order(workspace):
    words = "Order number must have five digits, for example 20417."
    return CustomField.objects.create(
        workspace=workspace, key="order", name="Order", pattern="99999", pattern_words=words
    )


@pytest.fixture
def size(workspace):
    field = CustomField.objects.create(workspace=workspace, key="size", name="Size", kind="multi_select", position=1)
    for name in ("S", "M"):
        FieldOption.objects.create(workspace=workspace, field=field, name=name)
    return field


def held(ticket):
    return {one.field.key: one.text for one in fields_of(ticket) if one.text}


def test_a_field_is_changed_where_it_stands(as_bob, ticket, order, size):
    answer = as_bob.post("/tickets/1/fields/order/", {"value": "20417"}, headers=HTMX)
    assert answer.status_code == 200
    assert 'id="field-order"' in answer.text and 'value="20417"' in answer.text and "field-size" not in answer.text
    s, m = size.options.all()
    assert as_bob.post("/tickets/1/fields/size/", {"value": [s.pk, m.pk]}).status_code == 302
    assert held(ticket) == {"order": "20417", "size": "S, M"}
    assert as_bob.post("/tickets/1/fields/size/", {}).status_code == 302  # no box ticked
    assert held(ticket) == {"order": "20417"}


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_nonsense_comes_back_with_what_was_typed_and_why(as_bob, ticket, order, headers):
    answer = as_bob.post("/tickets/1/fields/order/", {"value": "20<41"}, headers=headers)
    assert answer.status_code == 422
    assert 'value="20&lt;41"' in answer.text
    assert "Order number must have five digits, for example 20417." in answer.text
    assert 'aria-invalid="true" aria-describedby="wrong-order"' in answer.text
    assert held(ticket) == {}


@pytest.mark.parametrize(
    ("kind", "typed"), [("number", "twelve"), ("date", "soon"), ("long_text", "x" * 10_001), ("select", "999999")]
)
def test_each_kind_refuses_nonsense(workspace, as_bob, ticket, kind, typed):
    CustomField.objects.create(workspace=workspace, key="it", name="It", kind=kind)
    answer = as_bob.post("/tickets/1/fields/it/", {"value": typed}, headers=HTMX)
    assert answer.status_code == 422 and 'id="wrong-it"' in answer.text
    if kind != "select":
        assert typed in answer.text
    assert held(ticket) == {}


def test_what_hangs_on_a_field_shows_at_once(as_bob, ticket, order, size):
    size.shown_when = order
    size.save()
    page = as_bob.get("/tickets/1/").text
    assert 'id="field-size" hidden' in page and 'id="value-order"' in page
    answer = as_bob.post("/tickets/1/fields/order/", {"value": "20417"}, headers=HTMX)
    assert 'id="field-size" hx-swap-oob="true">' in answer.text
    answer = as_bob.post("/tickets/1/fields/order/", {"value": "20418"}, headers=HTMX)
    assert "field-size" not in answer.text
    answer = as_bob.post("/tickets/1/fields/order/", {"value": ""}, headers=HTMX)
    assert 'id="field-size" hx-swap-oob="true" hidden>' in answer.text


def test_fields_that_are_not_the_ticket_s_are_missing(workspace, as_bob, ticket):
    CustomField.objects.create(workspace=workspace, key="gone", name="Gone", on_every_ticket=False)
    CustomField.objects.create(workspace=workspace, key="person", name="Person", scope="contact")
    for key in ("gone", "person", "nothing"):
        assert as_bob.post(f"/tickets/1/fields/{key}/", {"value": "x"}).status_code == 404


def test_solving_without_a_required_field_is_refused_in_words_and_the_reply_is_kept(as_bob, ticket, order):
    order.required = "on_solve"
    order.save()
    answer = as_bob.post("/tickets/1/status/", {"category": "solved"}, headers=HTMX)
    assert answer.status_code == 409
    missing = json.loads(answer["HX-Trigger"])["tugi:missing"]
    assert (missing["text"], missing["at"]) == ("Before this ticket is solved, fill in: Order.", ["field-order"])
    assert 'id="field-order"' in as_bob.get("/tickets/1/").text  # that is where the focus goes
    answer = as_bob.post("/tickets/1/status/", {"category": "solved"})
    assert answer.status_code == 409 and "fill in: Order." in answer.text
    typed = {"body": "A long answer.", "body_format": "text", "then": "solved"}
    for headers in (HTMX, {}):
        answer = as_bob.post("/tickets/1/replies/", typed, headers=headers)
        assert answer.status_code == 422
        assert "A long answer." in answer.text and "fill in: Order." in answer.text
        assert ("field-order" in answer.get("HX-Trigger-After-Settle", "")) == bool(headers)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.messages.count()) == ("new", 1)


def test_a_missing_reason_is_pointed_at_too(workspace, as_bob, ticket):
    workspace.reason_required = True
    workspace.save()
    answer = as_bob.post("/tickets/1/status/", {"category": "solved"}, headers=HTMX)
    [at] = json.loads(answer["HX-Trigger"])["tugi:missing"]["at"]
    assert f'id="{at}"' in as_bob.get("/tickets/1/").text


def test_a_form_and_a_reason_are_chosen(workspace, as_bob, ticket, order):
    form = TicketForm.objects.create(workspace=workspace, name="Warranty claim")
    hidden = CustomField.objects.create(workspace=workspace, key="frame", name="Frame number", on_every_ticket=False)
    TicketFormField.objects.create(workspace=workspace, form=form, field=hidden)
    reason = Reason.objects.create(workspace=workspace, parent=Reason.objects.first(), name="Late")
    assert "Frame number" not in as_bob.get("/tickets/1/").text
    as_bob.post("/tickets/1/form/", {"form": form.pk})
    page = as_bob.post("/tickets/1/reason/", {"reason": reason.pk}, headers=HTMX).text
    assert "Frame number" in page and "Question / Late" in page and "Warranty claim" in page
    as_bob.post("/tickets/1/form/", {"form": ""})
    as_bob.post("/tickets/1/reason/", {"reason": ""})
    ticket.refresh_from_db()
    assert (ticket.form, ticket.reason) == (None, None)
    for path in ("form", "reason"):
        assert as_bob.post(f"/tickets/1/{path}/", {path: "999999"}).status_code == 404
        assert as_bob.post(f"/tickets/1/{path}/", {path: "x"}).status_code == 404


def test_a_checklist_is_added_checked_moved_and_taken_off(workspace, as_bob, ticket, bob):
    template = ChecklistTemplate.objects.create(workspace=workspace, name="Battery swap")
    for text in ("Ask for the frame number", "Send the label"):
        ChecklistTemplateItem.objects.create(workspace=workspace, template=template, text=text)
    answer = as_bob.post("/tickets/1/steps/", {"checklist": template.pk}, headers=HTMX)
    assert "0 of 2" in answer.text and 'id="ticket-steps"' in answer.text and "conversation" not in answer.text
    as_bob.post("/tickets/1/steps/", {"checklist": template.pk})  # a second time adds nothing
    as_bob.post("/tickets/1/steps/", {"text": " Call  the workshop "})
    steps = list(ticket.checklist_items.all())
    assert [one.text for one in steps] == ["Ask for the frame number", "Send the label", "Call the workshop"]
    answer = as_bob.post(f"/steps/{steps[1].pk}/", {"do": "done"}, headers=HTMX)
    assert "1 of 3" in answer.text and "Bob Birch" in answer.text
    as_bob.post(f"/steps/{steps[2].pk}/", {"do": "up"})
    as_bob.post(f"/steps/{steps[0].pk}/", {"do": "up"})  # it is the first
    as_bob.post(f"/steps/{steps[0].pk}/", {"do": "remove"})
    assert [one.text for one in ticket.checklist_items.all()] == ["Call the workshop", "Send the label"]
    as_bob.post(f"/steps/{steps[1].pk}/", {"do": "reopen"})
    assert not ticket.checklist_items.exclude(done_at=None).exists()
    assert as_bob.post(f"/steps/{steps[1].pk}/", {"do": "explode"}).status_code == 400
    page = as_bob.get("/tickets/1/").text
    assert "added the checklist <strong>Battery swap</strong>" in page and "did: Send the label" in page


def test_a_step_without_words_is_refused(workspace, as_bob, ticket):
    answer = as_bob.post("/tickets/1/steps/", {"text": "  "}, headers=HTMX)
    assert answer.status_code == 422 and "Write what is to be done." in answer.text
    assert as_bob.post("/tickets/1/steps/", {"text": "  "}).status_code == 422


def test_a_closed_ticket_shows_but_does_not_take(workspace, as_bob, ticket, bob, order):
    set_field(ticket, order, "20417", by=bob)
    triage.set_category(ticket, "closed", by=bob)
    page = as_bob.get("/tickets/1/").text
    assert "20417" in page and 'id="value-order"' not in page
    assert as_bob.post("/tickets/1/fields/order/", {"value": "20418"}).status_code == 409
    assert as_bob.post("/tickets/1/steps/", {"text": "Late"}).status_code == 409


def test_types_that_are_off_are_not_offered(workspace, as_bob, ticket):
    workspace.types_off = ["problem", "question"]
    workspace.save()
    page = as_bob.get("/tickets/1/").text
    assert 'name="type" value="problem"' not in page
    assert 'name="type" value="question"' in page  # the ticket's own


def test_many_fields_cost_no_more_than_few(workspace, as_bob, ticket, order):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for batch in range(2):
        for number in range(8):
            field = CustomField.objects.create(
                workspace=workspace, key=f"f{batch}_{number}", name=f"F{number}", kind="select"
            )
            FieldOption.objects.create(workspace=workspace, field=field, name="One")
        as_bob.get("/tickets/1/")
        with CaptureQueriesContext(connection) as asked:
            assert as_bob.get("/tickets/1/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_foreign_ticket_is_as_a_missing_one(as_charlie, ticket, order):
    with outside():
        answers = [as_charlie.post(f"/tickets/{number}/fields/order/", {"value": "1"}) for number in (1, 999)]
    assert [one.status_code for one in answers] == [404, 404]
