"""Settings of tickets: what an admin makes, and what becomes of the tickets."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.custom_fields import fields_of
from tickets.models import ChecklistTemplate, Reason, Status, Tag, Ticket, TicketForm
from tickets.operations import naming, triage
from tickets.operations.fields import set_field
from tickets.operations.preparing import status_in
from workspaces.jobs.running import run_slice
from workspaces.models import CustomField, FieldOption, Job

FIELD = {"name": "Model", "kind": "select", "visibility": "agents", "required": "never", "on_every_ticket": "on"}


def run_jobs(workspace):
    """What the worker would do."""
    pks = list(Job.objects.filter(workspace=workspace, finished_at=None).values_list("pk", flat=True))
    with outside():
        for pk in pks:
            run_slice(workspace.pk, pk)


def test_a_field_is_made_with_its_entries_and_shows_on_tickets(as_alice, workspace, ticket):
    answer = as_alice.post("/settings/fields/new/", {**FIELD, "new_options": "Saar 3\n Saar 3 \n\nTuul"})
    assert answer.status_code == 302
    field = CustomField.objects.get()
    assert (field.key, field.scope, [one.name for one in field.options.all()]) == (
        "model",
        "ticket",
        ["Saar 3", "Tuul"],
    )
    page = as_alice.get("/tickets/1/").text
    assert "Model" in page and "Saar 3" in page


def test_entries_are_renamed_retired_and_brought_back_and_values_stay(as_alice, workspace, ticket, alice):
    as_alice.post("/settings/fields/new/", {**FIELD, "new_options": "Saar\nTuul"})
    field = CustomField.objects.get()
    saar, tuul = field.options.all()
    set_field(ticket, field, saar, by=alice)
    change = {**FIELD, f"option_{saar.pk}": "Saar 3", f"option_{tuul.pk}": "", "new_options": "Kiik"}
    assert as_alice.post(f"/settings/fields/{field.pk}/", change).status_code == 302
    assert [one.text for one in fields_of(ticket)] == ["Saar 3"]
    assert [one.name for one in fields_of(ticket)[0].options] == ["Saar 3", "Kiik"]
    kiik = field.options.get(name="Kiik")
    change = {**FIELD, f"option_{saar.pk}": "Saar 3", f"option_{kiik.pk}": "Kiik", "new_options": "tuul"}
    as_alice.post(f"/settings/fields/{field.pk}/", change)
    tuul.refresh_from_db()
    assert tuul.retired_at is None and field.options.count() == 3


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({**FIELD, "name": ""}, "id_name_error"),
        ({**FIELD, "name": "order", "new_options": "x"}, "id_name_error"),
        ({**FIELD, "new_options": ""}, "id_new_options_error"),
        ({**FIELD, "new_options": "x" * 81}, "id_new_options_error"),
        ({**FIELD, "new_options": "x", "shows": "999"}, "id_shows_error"),
    ],
)
def test_nonsense_is_refused_and_comes_back(as_alice, workspace, typed, wrong):
    CustomField.objects.create(workspace=workspace, key="order", name="Order")
    answer = as_alice.post("/settings/fields/new/", {**typed, "help": "Kept words"})
    assert answer.status_code == 422
    assert wrong in answer.text and "Kept words" in answer.text
    assert CustomField.objects.count() == 1


def test_two_fields_can_not_wait_for_one_another(as_alice, workspace):
    one = CustomField.objects.create(workspace=workspace, key="one", name="One")
    two = CustomField.objects.create(workspace=workspace, key="two", name="Two", shown_when=one)
    fields = {"name": "One", "visibility": "agents", "required": "never", "shows": two.pk}
    assert as_alice.post(f"/settings/fields/{one.pk}/", fields).status_code == 422


def test_names_give_keys_of_their_own(as_alice, workspace):
    for name in ("Order no.", "order  NO", "Põhi", "123"):
        as_alice.post("/settings/fields/new/", {**FIELD, "kind": "text", "name": name})
    assert set(CustomField.objects.values_list("key", flat=True)) == {"order_no", "order_no_2", "pohi", "field_123"}


def test_a_retired_field_shows_nowhere_and_keeps_what_it_holds(as_alice, workspace, ticket, alice):
    field = CustomField.objects.create(workspace=workspace, key="order", name="Order")
    set_field(ticket, field, "4711", by=alice)
    as_alice.post(f"/settings/fields/{field.pk}/retirement/")
    assert fields_of(ticket) == []
    as_alice.post(f"/settings/fields/{field.pk}/retirement/")
    assert [one.text for one in fields_of(ticket)] == ["4711"]
    assert "1</dd>" in as_alice.get(f"/settings/fields/{field.pk}/").text  # the true figure


def test_forms_and_checklists_are_made_changed_and_deleted(as_alice, workspace, team):
    field = CustomField.objects.create(workspace=workspace, key="order", name="Order")
    as_alice.post("/settings/forms/new/", {"name": "Claim", "in_portal": "on", "team": team.pk, "asks": field.pk})
    form = TicketForm.objects.get()
    assert (form.team, [one.field for one in form.form_fields.all()]) == (team, [field])
    as_alice.post(f"/settings/forms/{form.pk}/", {"name": "Warranty"})
    form.refresh_from_db()
    assert (form.name, form.in_portal, form.team, form.form_fields.count()) == ("Warranty", False, None, 0)
    as_alice.post(f"/settings/forms/{form.pk}/deletion/")
    as_alice.post("/settings/checklists/new/", {"name": "Swap", "steps": "One\n\nTwo\nOne"})
    template = ChecklistTemplate.objects.get()
    assert [one.text for one in template.items.all()] == ["One", "Two"]
    assert as_alice.post(f"/settings/checklists/{template.pk}/", {"name": "Swap", "steps": " "}).status_code == 422
    as_alice.post(f"/settings/checklists/{template.pk}/deletion/")
    assert not TicketForm.objects.exists() and not ChecklistTemplate.objects.exists()


def test_a_status_is_named_for_agents_and_customers_and_put_first(as_alice, workspace, ticket):
    as_alice.post(
        "/settings/statuses/new/", {"name": "Waiting for parts", "category": "hold", "words_et": "Ootame varuosa"}
    )
    made = Status.objects.get(name="Waiting for parts")
    assert made.customer_words == {"et": "Ootame varuosa"}
    page = as_alice.get(f"/tickets/{ticket.number}/").text
    places = [page.index(f">{name}</span>") for name in ("On hold", "Waiting for parts", "Solved")]
    assert places == sorted(places)  # among its kind
    as_alice.post("/settings/order/statuses/", {"id": made.pk, "do": "up"})
    assert status_in(workspace.pk, "hold") == made
    answer = as_alice.post("/settings/statuses/new/", {"name": "waiting FOR parts", "category": "hold"})
    assert answer.status_code == 422


def test_a_deleted_status_hands_its_tickets_to_another_of_its_kind(as_alice, workspace, ticket, bob, rosa):
    hold = status_in(workspace.pk, "hold")
    parts = Status.objects.create(workspace=workspace, name="Parts", category="hold", position=9)
    triage.set_status(ticket, parts, by=bob)
    open_status = status_in(workspace.pk, "open")
    assert as_alice.post(f"/settings/statuses/{parts.pk}/deletion/", {"to": open_status.pk}).status_code == 409
    assert as_alice.post(f"/settings/statuses/{parts.pk}/deletion/", {"to": hold.pk}).status_code == 302
    run_jobs(workspace)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.category) == (hold, "hold")
    assert not Status.objects.filter(name="Parts").exists()
    assert ticket.events.latest("id").data["old_name"] == "Parts"


def test_a_tag_is_renamed_everywhere_and_the_history_keeps_its_word(as_alice, workspace, ticket, bob):
    triage.add_tag(ticket, "batery", by=bob)
    tag = Tag.objects.get()
    as_alice.post(f"/settings/tags/{tag.pk}/", {"name": "Battery", "colour": "teal"})
    page = as_alice.get("/tickets/1/").text
    assert 'class="tag tag--teal"><span class="tag__name" title="battery">' in page
    assert "added the tag <strong>batery</strong>" in page
    triage.add_tag(ticket, "recall", by=bob)
    assert as_alice.post(f"/settings/tags/{tag.pk}/", {"name": "recall"}).status_code == 422


def test_a_deleted_tag_is_gone_at_once_and_can_be_put_back(as_alice, workspace, ticket, bob):
    triage.add_tag(ticket, "battery", by=bob)
    tag = Tag.objects.get()
    as_alice.post(f"/settings/tags/{tag.pk}/deletion/")
    assert 'title="battery"' not in as_alice.get("/tickets/1/").text
    assert "battery" in as_alice.get("/settings/tags/").text  # below "Deleted"
    triage.add_tag(ticket, "battery", by=bob)  # the word is free
    assert as_alice.post(f"/settings/tags/{tag.pk}/deletion/", {"undo": "1"}).status_code == 409
    triage.remove_tag(ticket, "battery", by=bob)
    Tag.objects.filter(name="battery").delete()
    as_alice.post(f"/settings/tags/{tag.pk}/deletion/", {"undo": "1"})
    assert 'title="battery"' in as_alice.get("/tickets/1/").text


def test_two_tags_become_one(as_alice, workspace, ticket, bob, rosa):
    other = make_ticket(workspace, rosa)
    for one, names in ((ticket, ("akku", "battery")), (other, ("akku",))):
        for name in names:
            triage.add_tag(one, name, by=bob)
    akku, battery = Tag.objects.get(name="akku"), Tag.objects.get(name="battery")
    as_alice.post(f"/settings/tags/{akku.pk}/merging/", {"to": battery.pk})
    run_jobs(workspace)
    assert [list(one.ticket_tags.values_list("tag__name", flat=True)) for one in (ticket, other)] == [["battery"]] * 2
    assert not Tag.objects.filter(pk=akku.pk).exists()
    with pytest.raises(naming.NotPossible):
        naming.merge_tags(battery, into=battery, by=None)


def test_reasons_are_a_tree_that_can_be_moved_and_retired(as_alice, workspace, ticket):
    top = Reason.objects.first()
    as_alice.post("/settings/reasons/new/", {"name": "Late", "parent": top.pk})
    late = Reason.objects.get(name="Late")
    assert "Question / Late" in as_alice.get("/tickets/1/").text
    assert as_alice.post(f"/settings/reasons/{top.pk}/", {"name": "Question", "parent": late.pk}).status_code == 422
    assert as_alice.post("/settings/reasons/new/", {"name": "late", "parent": top.pk}).status_code == 422
    as_alice.post(f"/settings/reasons/{top.pk}/retirement/")
    assert "Question / Late" not in as_alice.get("/tickets/1/").text
    as_alice.post(f"/settings/reasons/{late.pk}/", {"name": "Too late", "parent": ""})
    assert "Too late" in as_alice.get("/tickets/1/").text


def test_what_is_asked_for_on_every_ticket(as_alice, workspace):
    as_alice.post("/settings/reasons/", {"reason_required": "on", "tracks_time": "on", "types": ["question", "task"]})
    workspace.refresh_from_db()
    assert (workspace.reason_required, workspace.tracks_time) == (True, True)
    assert workspace.types_off == ["incident", "problem", "request"]
    assert as_alice.post("/settings/reasons/", {}).status_code == 422


def test_rows_are_moved_by_their_arrows_and_by_dragging(as_alice, workspace):
    fields = [CustomField.objects.create(workspace=workspace, key=f"f{n}", name=f"F{n}", position=n) for n in range(3)]
    order = lambda: [one.key for one in CustomField.objects.order_by("position")]  # noqa: E731
    as_alice.post("/settings/order/fields/", {"id": fields[0].pk, "do": "up"})  # it is the first
    as_alice.post("/settings/order/fields/", {"id": fields[0].pk, "do": "down"})
    assert order() == ["f1", "f0", "f2"]
    assert as_alice.post("/settings/order/fields/", {"id": fields[2].pk, "to": "0"}).status_code == 204
    assert order() == ["f2", "f1", "f0"]
    for kind, pk in (("moons", fields[0].pk), ("fields", 999999), ("fields", "x")):
        assert as_alice.post(f"/settings/order/{kind}/", {"id": pk, "do": "up"}).status_code == 404


@pytest.mark.parametrize("page", ["fields", "statuses", "tags", "reasons", "checklists"])
def test_lists_ask_as_often_for_many_rows_as_for_few(as_alice, workspace, ticket, page):
    counts = []
    for batch in range(2):
        for number in range(6):
            name = f"n{batch}{number}"
            field = CustomField.objects.create(workspace=workspace, key=name, name=name)
            FieldOption.objects.create(workspace=workspace, field=field, name=name)
            Status.objects.create(workspace=workspace, name=name, category="hold")
            Tag.objects.create(workspace=workspace, name=name)
            Reason.objects.create(workspace=workspace, name=name)
            ChecklistTemplate.objects.create(workspace=workspace, name=name)
            TicketForm.objects.create(workspace=workspace, name=name)
        with CaptureQueriesContext(connection) as asked:
            assert as_alice.get(f"/settings/{page}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_agents_do_not_change_settings(as_bob):
    for page in ("fields", "statuses", "tags", "reasons", "checklists", "fields/new", "forms/new"):
        assert as_bob.get(f"/settings/{page}/").status_code == 403
    assert Ticket.objects.count() == 0


def test_a_new_status_offers_kinds_only_and_says_what_customers_read_without_words(as_alice):
    page = as_alice.get("/settings/statuses/new/").text
    assert "-----" not in page
    assert re.search(r'<option value="open" selected', page)
    assert "Left empty, they read what is usual for its kind" in page
