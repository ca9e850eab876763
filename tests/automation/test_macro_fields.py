"""Macros fill in custom fields and say the reason, and are refused when what they name is gone."""

import pytest
from django.utils import timezone

from automation.models import Macro
from automation.operations import macros
from automation.refusals import StepRefused
from automation.steps import BadStep, checked
from tests.fixtures.cast import make_ticket
from tickets.custom_fields import fields_of
from tickets.models import Reason, Status, Ticket, TicketEvent
from tickets.operations import fields as ticket_fields
from workspaces.models import CustomField, FieldOption

pytestmark = pytest.mark.django_db
Kind = CustomField.Kind


@pytest.fixture
def make_field(workspace):
    def make(key, kind, *options, **settings):
        field = CustomField.objects.create(
            workspace=workspace, scope="ticket", key=key, name=key.title(), kind=kind, on_every_ticket=True, **settings
        )
        for place, name in enumerate(options):
            FieldOption.objects.create(workspace=workspace, field=field, name=name, position=place)
        return field

    return make


@pytest.fixture
def make_macro(workspace, alice):
    def make(*steps):
        return macros.save(
            Macro(workspace=workspace), by=alice, name="Fill in", steps=list(steps), sharing_with="everybody"
        )

    return make


def held(ticket):
    return {one.field.key: one.text for one in fields_of(Ticket.objects.get(pk=ticket.pk)) if one.rows}


def option(field, name):
    return field.options.get(name=name)


def test_every_kind_of_field_is_filled_in_and_emptied(make_field, make_macro, ticket, bob):
    made = {
        "order": (make_field("order", Kind.TEXT), "A-1"),
        "story": (make_field("story", Kind.LONG_TEXT), "a\nb"),
        "amount": (make_field("amount", Kind.NUMBER), "1,5"),
        "day": (make_field("day", Kind.DATE), "2026-11-30"),
        "paid": (make_field("paid", Kind.CHECKBOX), True),
    }
    model = make_field("model", Kind.SELECT, "Saar", "Rada")
    parts = make_field("parts", Kind.MULTI_SELECT, "Bell", "Rack", "Lamp")
    made["model"] = model, [option(model, "Rada").pk]
    made["parts"] = parts, [option(parts, "Bell").pk, option(parts, "Lamp").pk]
    fill = make_macro(*({"do": "field", "field": field.pk, "value": value} for field, value in made.values()))

    assert [line.words for line in macros.plan(fill, by=bob).lines][2:4] == [
        "Sets Amount to 1.5",
        "Sets Day to 30 Nov 2026",
    ]
    macros.apply(fill, ticket, by=bob)
    assert held(ticket) == {
        "order": "A-1", "story": "a\nb", "amount": "1.5", "day": "30 Nov 2026", "paid": "Yes", "model": "Rada",
        "parts": "Bell, Lamp",
    }  # fmt: skip
    assert {line.changes for line in macros.preview(fill, ticket, by=bob).lines} == {False}

    drop = make_macro({"do": "field", "field": model.pk, "value": ""}, {"do": "field", "field": parts.pk, "value": ""})
    assert [line.words for line in macros.preview(drop, ticket, by=bob).lines] == ["Empties Model", "Empties Parts"]
    macros.apply(drop, ticket, by=bob)
    assert held(ticket).keys() == made.keys() - {"model", "parts"}
    assert macros.preview(drop, ticket, by=bob).lines[0].words == "Model is empty already"
    assert TicketEvent.objects.filter(ticket=ticket, type="ticket.field_changed", actor_id=bob.pk).count() == 9


def test_the_reason_is_said_and_taken_away(make_macro, workspace, ticket, bob):
    late = Reason.objects.create(workspace=workspace, name="Late")
    say, take = make_macro({"do": "reason", "reason": late.pk}), make_macro({"do": "reason", "reason": 0})
    assert macros.preview(take, ticket, by=bob).lines[0].words == "Has no reason to take away"
    assert macros.preview(say, ticket, by=bob).lines[0].words == "Sets the reason to Late"
    macros.apply(say, ticket, by=bob)
    assert Ticket.objects.get(pk=ticket.pk).reason == late
    assert macros.preview(say, Ticket.objects.get(pk=ticket.pk), by=bob).lines[0].changes is False
    macros.apply(take, ticket, by=bob)
    assert Ticket.objects.get(pk=ticket.pk).reason is None


def test_what_is_gone_is_refused_and_nothing_is_done(make_field, make_macro, workspace, ticket, bob):
    order, model = make_field("order", Kind.TEXT), make_field("model", Kind.SELECT, "Saar", "Rada")
    late = Reason.objects.create(workspace=workspace, name="Late")
    rada, saar = option(model, "Rada"), option(model, "Saar")
    tag = {"do": "add_tag", "tag": "seen"}
    cases = {
        "A field that this macro sets is gone.": make_macro(tag, {"do": "field", "field": order.pk, "value": "A"}),
        "An entry of Model that this macro chooses is gone.": make_macro(
            tag, {"do": "field", "field": model.pk, "value": [rada.pk]}
        ),
        "The reason that this macro sets is gone.": make_macro(tag, {"do": "reason", "reason": late.pk}),
    }
    deleted = make_macro({"do": "field", "field": model.pk, "value": [saar.pk]})
    for one in (order, rada, late):
        one.retired_at = timezone.now()
        one.save()
    saar.delete()
    cases["An entry of Model"] = deleted
    for words, macro in cases.items():
        assert macros.preview(macro, ticket, by=bob).refused.startswith(words)
        assert macros.plan(macro, by=bob).refused.startswith(words)
        with pytest.raises(StepRefused, match=words):
            macros.apply(macro, ticket, by=bob)
    assert not ticket.ticket_tags.exists() and held(ticket) == {}


def test_what_solving_asks_for_is_filled_in_before(make_field, make_macro, workspace, as_bob, ticket, bob):
    order = make_field("order", Kind.TEXT, required=CustomField.Required.ON_SOLVE)
    workspace.reason_required = True
    workspace.save()
    late = Reason.objects.create(workspace=workspace, name="Late")
    solved = {"do": "status", "status": Status.objects.get(workspace=workspace, category="solved").pk}
    bare = make_macro(solved)
    assert "Order" in macros.preview(bare, ticket, by=bob).refused
    whole = make_macro({"do": "field", "field": order.pk, "value": "A-1"}, {"do": "reason", "reason": late.pk}, solved)
    macros.apply(whole, ticket, by=bob)
    assert Ticket.objects.get(pk=ticket.pk).category == "solved"


def test_the_form_has_an_input_for_each_kind_and_keeps_what_it_was_told(make_field, as_alice, workspace, ticket):
    order, paid = make_field("order", Kind.TEXT), make_field("paid", Kind.CHECKBOX)
    model = make_field("model", Kind.SELECT, "Saar", "Rada")
    parts = make_field("parts", Kind.MULTI_SELECT, "Bell", "Rack")
    amount = make_field("amount", Kind.NUMBER)
    late = Reason.objects.create(workspace=workspace, name="Delivery")
    below = Reason.objects.create(workspace=workspace, name="Late", parent=late)
    page = as_alice.get("/settings/macros/new/").content.decode()
    assert "Delivery / Late" in page
    typed = {
        "name": "Late", "sharing": "everybody", "field_order": "A-1", "field_paid": "on", "empty": ["amount"],
        "field_model": str(option(model, "Rada").pk), "field_parts": [str(option(parts, "Bell").pk)],
        "reason": str(below.pk),
    }  # fmt: skip
    assert as_alice.post("/settings/macros/new/", typed).status_code == 302
    macro = Macro.objects.get(name="Late")
    fields = {step["field"]: step["value"] for step in macro.steps if step["do"] == "field"}
    assert fields == {
        order.pk: "A-1", paid.pk: True, model.pk: [option(model, "Rada").pk], parts.pk: [option(parts, "Bell").pk],
        amount.pk: "",
    }  # fmt: skip
    assert macro.steps[-1] == {"do": "reason", "reason": below.pk}

    steps, again = macro.steps, as_alice.get(f"/settings/macros/{macro.pk}/")
    form = again.context["form"]
    posted = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert as_alice.post(f"/settings/macros/{macro.pk}/", posted).status_code == 302
    macro.refresh_from_db()
    assert macro.steps == steps


def test_a_bad_value_is_refused_where_it_was_typed(make_field, as_alice):
    make_field("amount", Kind.NUMBER)
    answer = as_alice.post("/settings/macros/new/", {"name": "X", "sharing": "everybody", "field_amount": "many"})
    assert answer.status_code == 422
    assert "Amount takes a number" in answer.content.decode()
    both = {"name": "X", "sharing": "everybody", "field_amount": "1", "empty": ["amount"]}
    assert "not both" in as_alice.post("/settings/macros/new/", both).content.decode()


def test_a_macro_whose_field_is_gone_says_so_on_its_page(make_field, make_macro, as_alice):
    order = make_field("order", Kind.TEXT)
    macro = make_macro({"do": "field", "field": order.pk, "value": "A"}, {"do": "add_tag", "tag": "x"})
    order.retired_at = timezone.now()
    order.save()
    make_field("other", Kind.TEXT)
    assert "Until you save it without" in as_alice.get(f"/settings/macros/{macro.pk}/").content.decode()


def test_in_bulk_each_ticket_is_filled_in(make_field, make_macro, as_alice, workspace, rosa, ticket, committed):
    order = make_field("order", Kind.TEXT)
    other = make_ticket(workspace, rosa, subject="Second")
    macro = make_macro({"do": "field", "field": order.pk, "value": "A-1"})
    with committed():
        as_alice.post(f"/tickets/macros/{macro.pk}/", {"ticket": [ticket.number, other.number]})
    assert held(ticket) == held(other) == {"order": "A-1"}
    ticket_fields.set_field(ticket, order, "", by=None)
    assert held(ticket) == {}


@pytest.mark.parametrize(
    "step",
    [
        {"do": "field", "field": 1},
        {"do": "field", "field": "1", "value": "a"},
        {"do": "field", "field": 1, "value": 3.5},
        {"do": "field", "field": 1, "value": ["a"]},
        {"do": "reason", "reason": None},
    ],
)
def test_a_step_written_otherwise_is_refused(step):
    with pytest.raises(BadStep):
        checked([step])


def test_a_macro_that_solves_says_what_has_to_be_filled_in_first(
    workspace, make_field, make_macro, ticket, bob, as_bob
):
    order = make_field("order", Kind.TEXT, required="on_solve")
    macro = make_macro({"do": "status", "status": Status.objects.get(workspace=workspace, category="solved").pk})
    path, htmx = f"/tickets/{ticket.number}/macros/{macro.pk}/", {"hx-request": "true"}
    page = as_bob.get(path, headers=htmx).text
    assert "fill in: Order." in page and 'data-missing="field-order"' in page and "Apply macro" not in page
    answer = as_bob.post(f"{path}application/", headers=htmx)  # it was there when the preview was made
    assert answer.status_code == 422 and 'data-missing="field-order"' in answer.text
    ticket_fields.set_field(ticket, order, "A-1", by=bob)
    assert "data-missing" not in as_bob.get(path, headers=htmx).text
    as_bob.post(f"{path}application/", headers=htmx)
    assert Ticket.objects.get(pk=ticket.pk).category == "solved"
