"""A ticket by hand with a form: its fields are asked for, and held."""

import pytest

from tickets.custom_fields import fields_of
from tickets.models import Ticket, TicketForm, TicketFormField
from workspaces.models import CustomField, FieldOption

TYPED = {"origin": "visit", "name": "Rosa Mets", "subject": "Squeaks", "body": "Over the counter.", "priority": "2"}


@pytest.fixture
def claim(workspace):
    """A form with a model of a list, a number, and several of a list."""
    form = TicketForm.objects.create(workspace=workspace, name="Claim")
    kinds = (("model", "select"), ("price", "number"), ("parts", "multi_select"))
    for position, (key, kind) in enumerate(kinds):
        field = CustomField.objects.create(
            workspace=workspace, key=key, name=key.title(), kind=kind, on_every_ticket=False, position=position
        )
        for name in ("One", "Two") if field.has_options else ():
            FieldOption.objects.create(workspace=workspace, field=field, name=name)
        TicketFormField.objects.create(workspace=workspace, form=form, field=field, position=position)
    return form


def option(key, name):
    return FieldOption.objects.get(field__key=key, name=name).pk


def test_the_choice_brings_the_fields_and_keeps_what_was_typed(as_bob, claim, team):
    page = as_bob.get("/tickets/new/").text
    assert f'<option value="{claim.pk}">Claim</option>' in page and 'name="field_model"' not in page
    answer = as_bob.post("/tickets/new/", TYPED | {"team": team.pk, "form": claim.pk, "choose": "1"})
    assert answer.status_code == 200
    assert 'name="field_model"' in answer.text and 'name="field_parts"' in answer.text
    assert 'value="Squeaks"' in answer.text and "Over the counter." in answer.text and "field__error" not in answer.text
    assert not Ticket.objects.exists()


def test_the_ticket_has_the_form_and_holds_what_was_typed(as_bob, claim, team):
    fields = {"field_model": option("model", "Two"), "field_price": "12,50"}
    fields["field_parts"] = [option("parts", "One"), option("parts", "Two")]
    assert as_bob.post("/tickets/new/", TYPED | {"team": team.pk, "form": claim.pk} | fields).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.form == claim
    assert [(one.field.key, one.text) for one in fields_of(ticket)] == [
        ("model", "Two"),
        ("price", "12.5"),
        ("parts", "One, Two"),
    ]


def test_nonsense_in_a_field_is_refused_and_nothing_is_lost(as_bob, claim, team):
    typed = TYPED | {"team": team.pk, "form": claim.pk, "field_price": "a lot"}
    answer = as_bob.post("/tickets/new/", typed)
    assert answer.status_code == 422
    assert "takes a number" in answer.text and 'value="a lot"' in answer.text and "Over the counter." in answer.text
    assert f'<option value="{claim.pk}" selected>' in answer.text
    assert not Ticket.objects.exists()


def test_what_must_be_known_from_the_start_is_asked_without_a_form_too(as_bob, workspace, team):
    CustomField.objects.create(workspace=workspace, key="order", name="Order", required="on_create")
    CustomField.objects.create(workspace=workspace, key="frame", name="Frame")
    page = as_bob.get("/tickets/new/").text
    assert "Order (needed)" in page and 'name="field_frame"' not in page
    assert as_bob.post("/tickets/new/", TYPED | {"team": team.pk}).status_code == 422
    assert as_bob.post("/tickets/new/", TYPED | {"team": team.pk, "field_order": "4711"}).status_code == 302
    assert [one.text for one in fields_of(Ticket.objects.get()) if one.text] == ["4711"]


def test_a_form_that_is_not_there_is_none(as_bob, team):
    assert as_bob.post("/tickets/new/", TYPED | {"team": team.pk, "form": "999"}).status_code == 302
    assert Ticket.objects.get().form is None


def test_it_can_begin_on_a_contact_s_page(as_bob, rosa, ticket):
    page = as_bob.get(f"/contacts/{rosa.public_id}/").text
    address = f"/tickets/new/?contact={rosa.public_id}"
    assert f'href="{address}"' in page
    form = as_bob.get(address).text
    assert 'value="Rosa Mets"' in form and 'value="rosa@example.com"' in form
    assert as_bob.get("/tickets/new/?contact=nobody").status_code == 404
