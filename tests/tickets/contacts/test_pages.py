"""Pages of contacts and organizations."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts import editing
from contacts.identities import contact_for
from contacts.models import Contact, ContactMerge, Organization, OrganizationDomain, Purchase
from tests.fixtures.cast import make_member, make_ticket
from tests.fixtures.database import outside
from tickets.models import Message, TicketFollower
from tickets.operations import conversation, triage
from workspaces.models import Team


@pytest.fixture
def firm(workspace):
    return Organization.objects.create(workspace=workspace, name="Fjellheim")


def page(client, path, **options):
    with outside():
        return client.get(path, **options)


def post(client, path, data=None, **options):
    with outside():
        return client.post(path, data or {}, **options)


def names(answer):
    return [one.name for one in answer.context["page"].contacts]


def test_the_list_is_narrowed(as_bob, workspace, bob, rosa, firm):
    sigrid = contact_for(workspace.pk, "email", "sigrid@fjellheim.example", name="Sigrid Bakke")
    editing.change(sigrid, by=bob, organization_id=firm.pk, is_vip=True)
    editing.add_tag(sigrid, "fleet", by=bob)
    editing.block(rosa, by=bob)
    asked = {
        "": ["Rosa Mets", "Sigrid Bakke"],
        "?q=sig": ["Sigrid Bakke"],
        "?q=fjell": ["Sigrid Bakke"],
        "?vip=1": ["Sigrid Bakke"],
        "?blocked=1": ["Rosa Mets"],
        "?tag=fleet": ["Sigrid Bakke"],
        f"?organization={firm.pk}": ["Sigrid Bakke"],
        "?q=sig&blocked=1": [],
        "?organization=x&after=x": ["Rosa Mets", "Sigrid Bakke"],
    }
    assert {query: names(page(as_bob, f"/contacts/{query}")) for query in asked} == asked


def test_the_list_pages_by_name_and_asks_no_more_for_many(as_bob, workspace, rosa):
    make_ticket(workspace, rosa)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(as_bob, "/contacts/")
    for n in range(70):
        contact = contact_for(workspace.pk, "email", f"p{n}@home.example", name=f"Person {n % 35:02}")
        make_ticket(workspace, contact) if n < 5 else None
    with CaptureQueriesContext(connection) as many:
        first = page(as_bob, "/contacts/")
    assert len(many) == len(few)
    second = page(as_bob, f"/contacts/?after={first.context['page'].after}", headers={"hx-request": "true"})
    assert "<html" not in second.content.decode()
    every = names(first) + names(second)
    assert (len(names(first)), len(every), every == sorted(every)) == (50, 71, True)
    assert second.context["page"].after == ""
    shown = next(one for one in second.context["page"].contacts if one.pk == rosa.pk)
    assert (shown.open_tickets, shown.last_ticket_at is not None) == (1, True)


def test_the_page_asks_no_more_for_many_tickets(as_bob, workspace, rosa, bob):
    make_ticket(workspace, rosa)
    with CaptureQueriesContext(connection) as few:
        page(as_bob, rosa.get_absolute_url())
    for n in range(30):
        ticket = make_ticket(workspace, rosa, subject=f"Ticket {n}")
        conversation.add_note(ticket, by=bob, body="Looked at it.", body_format="text")
        editing.add_note(rosa, f"note {n}", by=bob)
        Purchase.objects.create(workspace=workspace, contact=rosa, number=f"PT-{n}", at=timezone.now())
    with CaptureQueriesContext(connection) as many:
        answer = page(as_bob, rosa.get_absolute_url())
    assert len(many) == len(few)
    timeline = answer.context["timeline"]
    assert len(timeline.messages) == 25
    rest = page(as_bob, f"{rosa.get_absolute_url()}timeline/?before={timeline.before}", headers={"hx-request": "true"})
    ids = [one.pk for one in (*timeline.messages, *rest.context["timeline"].messages)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 50


def test_agents_see_of_tickets_only_what_they_may(as_bob, workspace, rosa, alice):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    make_ticket(workspace, rosa, subject="Secret salary", text="Hush.", team=private)
    words = page(as_bob, rosa.get_absolute_url()).content.decode()
    assert "Secret salary" not in words
    assert "Hush." not in words


def test_light_agents_find_only_who_they_have_to_do_with(client, workspace, team, rosa):
    light = make_member(workspace, "Lena Light", "light_agent", [team])
    ticket = make_ticket(workspace, rosa)
    other = contact_for(workspace.pk, "email", "other@home.example", name="Other")
    TicketFollower.objects.create(workspace=workspace, ticket=ticket, member=light)
    client.force_login(light.user)
    assert names(page(client, "/contacts/")) == ["Rosa Mets"]
    assert page(client, rosa.get_absolute_url()).status_code == 200
    assert page(client, other.get_absolute_url()).status_code == 404
    assert post(client, f"{rosa.get_absolute_url()}tags/", {"add": "x"}).status_code == 403


def test_what_is_known_is_changed_and_errors_stand_at_the_field(as_bob, workspace, rosa):
    answer = post(
        as_bob, rosa.get_absolute_url(), {"name": "Rosa", "time_zone": "Mars/Base", "organization_name": "New"}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "time_zone": ["There is no such time zone. One looks like Europe/Tallinn."]
    }
    data = {
        "name": "Rosa M.",
        "organization_name": "New Firm",
        "is_vip": "on",
        "form_of_address": "formal",
        "city": "Voss",
    }
    assert post(as_bob, rosa.get_absolute_url(), data).status_code == 302
    rosa.refresh_from_db()
    assert (rosa.name, str(rosa.organization), rosa.is_vip, rosa.form_of_address, rosa.form_is_guessed, rosa.city) == (
        "Rosa M.", "New Firm", True, "formal", False, "Voss",
    )  # fmt: skip


def test_addresses_are_added_checked_used_first_and_brought_back(as_bob, workspace, rosa, bob):
    address = f"{rosa.get_absolute_url()}identities/"
    taken = contact_for(workspace.pk, "email", "taken@home.example", name="Taken")
    for value, words in (
        ("no address", "This is not an e-mail address. It looks like name@example.com."),
        ("taken@home.example", "This already belongs to Taken. Merge the two contacts instead."),
    ):
        answer = post(as_bob, address, {"kind": "email", "value": value})
        assert (answer.status_code, answer.context["identity_form"].errors["value"]) == (422, [words])
    assert taken.identities.count() == 1
    post(as_bob, address, {"kind": "phone", "value": "+47 55 01 42 18"})
    post(as_bob, address, {"kind": "email", "value": "Second@Home.example"})
    second = rosa.identities.get(value="second@home.example")
    post(as_bob, f"{address}{second.pk}/", {"do": "primary"})
    assert Contact.objects.get(pk=rosa.pk).email == "second@home.example"
    second.verified_at = timezone.now()
    second.save()
    before = (
        rosa.identities.filter(value=second.value).values("kind", "value", "shown", "verified_at", "is_primary").get()
    )
    gone = post(as_bob, f"{address}{second.pk}/", {"do": "remove"}, headers={"hx-request": "true"})
    undo = json.loads(gone["HX-Trigger"])["toast"]["undo_url"]
    assert not rosa.identities.filter(value=second.value).exists()
    post(as_bob, undo)
    assert rosa.identities.filter(value=second.value).values(*before).get() == before


def test_tags_and_notes_come_and_go(as_bob, rosa):
    post(as_bob, f"{rosa.get_absolute_url()}tags/", {"add": "Fleet Owner"})
    assert [one.name for one in rosa.tags.all()] == ["fleet-owner"]
    gone = post(as_bob, f"{rosa.get_absolute_url()}tags/", {"remove": "fleet-owner"}, headers={"hx-request": "true"})
    assert not rosa.tags.exists()
    post(as_bob, json.loads(gone["HX-Trigger"])["toast"]["undo_url"])
    assert rosa.tags.count() == 1
    assert post(as_bob, f"{rosa.get_absolute_url()}notes/", {"body": " "}).status_code == 422
    post(as_bob, f"{rosa.get_absolute_url()}notes/", {"body": "Rides to work."})
    note = rosa.notes.get()
    assert (note.body, note.author.name) == ("Rides to work.", "Bob Birch")
    gone = post(as_bob, f"{rosa.get_absolute_url()}notes/{note.pk}/", headers={"hx-request": "true"})
    assert "Rides to work." not in gone.content.decode()
    post(as_bob, json.loads(gone["HX-Trigger"])["toast"]["undo_url"])
    assert "Rides to work." in page(as_bob, rosa.get_absolute_url()).content.decode()


def test_a_blocked_contacts_mail_goes_to_spam_and_reopens_nothing(as_bob, workspace, rosa, bob, committed):
    old = make_ticket(workspace, rosa, subject="Old")
    triage.set_category(old, "solved", by=bob)
    post(as_bob, f"{rosa.get_absolute_url()}blocking/")
    rosa.refresh_from_db()
    assert rosa.is_blocked
    with committed():
        new = make_ticket(workspace, rosa, subject="New")
    conversation.receive(old, by=rosa, content=_words("Again"))
    old.refresh_from_db()
    assert (new.place, old.category) == ("spam", "solved")
    assert not Message.objects.filter(ticket=new, kind="system").exists()  # nobody is told
    assert "goes to spam" in page(as_bob, rosa.get_absolute_url()).content.decode()
    post(as_bob, f"{rosa.get_absolute_url()}blocking/", {"undo": "1"})
    rosa.refresh_from_db()
    assert make_ticket(workspace, rosa).place == "inbox"


def _words(text):
    from tickets.content import Content

    return Content(text=text, from_address="rosa@example.com")


def test_two_are_compared_merged_and_parted(as_alice, workspace, rosa, alice):
    twin = contact_for(workspace.pk, "email", "rosa@work.example", name="Rosa Mets")
    editing.change(twin, by=alice, city="Voss")
    assert "Perhaps the same person" in page(as_alice, rosa.get_absolute_url()).content.decode()
    preview = page(as_alice, f"{rosa.get_absolute_url()}merging/?with={twin.public_id}")
    assert preview.context["fields"] == [("city", "City", "", "Voss", "gone")]
    assert preview.context["moves"] == [("addresses and numbers", 1)]
    assert Contact.objects.standing().count() == 2
    post(as_alice, f"{rosa.get_absolute_url()}merging/", {"with": twin.public_id, "city": "kept"})
    rosa.refresh_from_db()
    assert (rosa.city, rosa.identities.count()) == ("", 2)
    moved = page(as_alice, twin.get_absolute_url())
    assert (moved.status_code, moved["Location"]) == (302, rosa.get_absolute_url())
    merge = ContactMerge.objects.get()
    post(as_alice, f"{rosa.get_absolute_url()}merging/{merge.pk}/undo/")
    assert Contact.objects.standing().count() == 2


def test_their_own_words_tell_the_form_of_address_until_somebody_says_it(workspace, rosa, bob, committed):
    with committed():
        ticket = make_ticket(workspace, rosa, text="Hei, jeg lurer på om du har den på lager.")
    rosa.refresh_from_db()
    assert (rosa.form_of_address, rosa.form_is_guessed) == ("familiar", True)
    editing.change(rosa, by=bob, form_of_address="formal")
    with committed():
        conversation.receive(ticket, by=rosa, content=_words("Hei igjen, kan du og han se på det?"))
    rosa.refresh_from_db()
    assert (rosa.form_of_address, rosa.form_is_guessed) == ("formal", False)


def test_the_ticket_leads_to_the_contact_and_says_who_never_wrote_before(as_bob, workspace, rosa):
    first, second = make_ticket(workspace, rosa), make_ticket(workspace, rosa)
    words = [page(as_bob, f"/tickets/{one.number}/").content.decode() for one in (first, second)]
    assert ["First contact" in one for one in words] == [True, False]
    assert f'href="{rosa.get_absolute_url()}"' in words[0]


def test_organizations(as_bob, workspace, rosa, bob, firm):
    assert post(as_bob, "/contacts/organizations/new/", {"name": "Fjellheim"}).status_code == 422
    post(as_bob, "/contacts/organizations/new/", {"name": "Bergen Bysykkel"})
    made = Organization.objects.get(name="Bergen Bysykkel")
    listed = page(as_bob, "/contacts/organizations/?q=BYS")
    assert [one.name for one in listed.context["page_of"]] == ["Bergen Bysykkel"]
    address = made.get_absolute_url()
    for domain, words in (
        ("gmail.com", "Strangers share gmail.com, so it says nothing about where people work."),
        ("nonsense", "This is not a domain. It looks like example.com."),
    ):
        answer = post(as_bob, f"{address}domains/", {"add": domain})
        assert (answer.status_code, answer.context["domain_error"]) == (422, words)
    post(as_bob, f"{address}domains/", {"add": "@Example.com"})
    rosa.refresh_from_db()
    assert (rosa.organization, OrganizationDomain.objects.get().domain) == (made, "example.com")
    refused = post(as_bob, f"{firm.get_absolute_url()}domains/", {"add": "example.com"})
    assert refused.context["domain_error"] == "This domain already belongs to Bergen Bysykkel."
    post(as_bob, f"{address}tags/", {"add": "Fleet"})
    post(as_bob, address, {"name": "Bergen Bysykkel AS", "note": "Own mechanics"})
    made.refresh_from_db()
    assert (made.name, made.note, [one.name for one in made.tags.all()]) == (
        "Bergen Bysykkel AS", "Own mechanics", ["fleet"],
    )  # fmt: skip
    make_ticket(workspace, rosa, subject="Brakes")
    shown = page(as_bob, address)
    assert [one.subject for one in shown.context["tickets"]] == ["Brakes"]
    assert [one.name for one in shown.context["people"]] == ["Rosa Mets"]
