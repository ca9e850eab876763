"""Custom fields in the contact form and on the customer's ticket."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tickets.custom_fields import fields_of
from tickets.models import Status, TicketForm, TicketFormField
from tickets.operations import triage
from tickets.operations.fields import set_field
from workspaces.models import CustomField, FieldOption, Team

TYPED = {"name": "Rosa", "email": "rosa@example.com", "subject": "It squeaks", "message": "Since Monday."}


def make(workspace, key, name, kind="text", **more):
    field = CustomField.objects.create(
        workspace=workspace, key=key, name=name, kind=kind, visibility=more.pop("visibility", "edited"), **more
    )
    if field.has_options:
        for option in ("Saar", "Tuul"):
            FieldOption.objects.create(workspace=workspace, field=field, name=option)
    return field


@pytest.fixture
def claim(workspace):
    """A topic with two fields of its own."""
    form = TicketForm.objects.create(
        workspace=workspace, name="Warranty", team=Team.objects.create(workspace=workspace, name="Workshop")
    )
    words = "Order number must have five digits, for example 20417."
    order = make(workspace, "order", "Order", pattern="99999", pattern_words=words, on_every_ticket=False,
                 required="on_create")  # fmt: skip
    parts = make(workspace, "parts", "Parts", kind="multi_select", on_every_ticket=False)
    for position, field in enumerate((parts, order)):
        TicketFormField.objects.create(workspace=workspace, form=form, field=field, position=position)
    return form


def held(ticket):
    return {one.field.key: one.text for one in fields_of(ticket) if one.text}


def test_what_customers_fill_in_is_asked_and_held(client, workspace, team):
    make(workspace, "model", "Model", kind="select")
    make(workspace, "inside", "Inside only", visibility="agents")
    make(workspace, "seen", "Only seen", visibility="shown")
    page = client.get("/help/new/").text
    assert "Model" in page and "Saar" in page and "Inside only" not in page and "Only seen" not in page
    option = FieldOption.objects.get(name="Tuul")
    answer = client.post("/help/new/", {**TYPED, "field_model": option.pk, "field_inside": "x", "field_seen": "x"})
    assert answer.status_code == 302
    assert held(workspace.tickets.get()) == {"model": "Tuul"}


def test_a_topic_brings_its_fields_its_team_and_keeps_what_was_typed(client, workspace, claim):
    assert 'name="field_order"' not in client.get("/help/new/").text
    page = client.post("/help/new/", {**TYPED, "topic": claim.pk, "choose": "1"})
    assert page.status_code == 200 and not workspace.tickets.exists()
    assert (
        'name="field_order"' in page.text and "Since Monday." in page.text and 'value="rosa@example.com"' in page.text
    )
    assert 'name="field_order"' in client.get(f"/help/new/?topic={claim.pk}").text
    options = [one.pk for one in FieldOption.objects.filter(field__key="parts")]
    client.post("/help/new/", {**TYPED, "topic": claim.pk, "field_order": "20417", "field_parts": options})
    ticket = workspace.tickets.get()
    assert (ticket.form, ticket.team.name) == (claim, "Workshop")
    assert held(ticket) == {"order": "20417", "parts": "Saar, Tuul"}


@pytest.mark.parametrize(
    ("language", "missing"), [("en", "Fill this in."), ("et", "Täida see väli."), ("nb", "Fyll ut dette.")]
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(client, workspace, claim, language, missing):
    client.cookies["tugi_language"] = language
    answer = client.post("/help/new/", {**TYPED, "topic": claim.pk})
    assert answer.status_code == 422 and missing in answer.text
    answer = client.post("/help/new/", {**TYPED, "topic": claim.pk, "field_order": "204<"})
    assert answer.status_code == 422
    assert "Order number must have five digits" in answer.text and 'value="204&lt;"' in answer.text
    assert "Since Monday." in answer.text and 'id="id_field_order_error"' in answer.text
    assert not workspace.tickets.exists()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "takes a number"), ("et", "kirjuta arv"), ("nb", "skriver du et tall")]
)
def test_numbers_are_asked_for_in_the_customer_s_language(client, workspace, team, language, said):
    client.cookies["tugi_language"] = language
    make(workspace, "weight", "Weight", kind="number")
    answer = client.post("/help/new/", {**TYPED, "field_weight": "heavy"})
    assert answer.status_code == 422 and said in answer.text and 'value="heavy"' in answer.text


def test_a_field_whose_condition_is_not_met_is_neither_asked_nor_kept(client, workspace, team):
    box = make(workspace, "warranty", "Under warranty", kind="checkbox")
    make(workspace, "bought", "Bought on", kind="date", shown_when=box, required="on_create")
    assert client.post("/help/new/", {**TYPED, "field_bought": "2026-01-01"}).status_code == 302
    assert held(workspace.tickets.get()) == {}
    assert client.post("/help/new/", {**TYPED, "field_warranty": "on"}).status_code == 422


def test_topics_that_are_not_on_offer_are_none(client, workspace, claim):
    claim.in_portal = False
    claim.save()
    assert "Warranty" not in client.get("/help/new/").text
    assert 'name="field_order"' not in client.get(f"/help/new/?topic={claim.pk}").text
    client.post("/help/new/", {**TYPED, "topic": claim.pk})
    assert workspace.tickets.get().form is None


def test_the_customer_reads_what_is_for_them(as_rosa, ticket, workspace, bob):
    for key, visibility in (("inside", "agents"), ("seen", "shown"), ("model", "edited")):
        set_field(ticket, make(workspace, key, key.title(), visibility=visibility), f"{key} value", by=bob)
    page = as_rosa.get(f"/help/tickets/{ticket.public_id}/").text
    assert "seen value" in page and "model value" in page and "inside value" not in page


def test_a_status_speaks_to_customers_in_the_workspace_s_words(as_rosa, ticket, workspace, bob):
    status = Status.objects.create(
        workspace=workspace,
        name="Parts ordered (internal)",
        category="hold",
        customer_words={"en": "A part is on its way"},
    )
    triage.set_status(ticket, status, by=bob)
    page = as_rosa.get(f"/help/tickets/{ticket.public_id}/").text
    assert "A part is on its way." in page and "internal" not in page
    as_rosa.cookies["tugi_language"] = "et"
    assert "A part is on its way" not in as_rosa.get(f"/help/tickets/{ticket.public_id}/").text


def test_many_fields_cost_no_more_than_few(client, workspace, team):
    counts = []
    for batch in range(2):
        for number in range(5):
            CustomField.objects.create(
                workspace=workspace, key=f"f{batch}{number}", name=f"F{batch}{number}", visibility="edited"
            )
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/help/new/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
