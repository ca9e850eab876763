"""What the palette offers to whom."""

import re

from contacts.identities import contact_for
from tests.fixtures.cast import ApartClient, make_member, make_ticket
from tests.tickets.test_budgets import cost
from tickets.keys import GROUPS
from tickets.models import Tag
from tickets.operations import triage


def results(client, query):
    answer = client.get("/palette/results/", {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_names_every_key_that_an_element_has_and_the_tags(as_bob, workspace, ticket):
    Tag.objects.create(workspace=workspace, name="recall-<b>")
    page = as_bob.get("/palette/").content.decode()
    runs, presses = (re.findall(rf'data-{how}="([^"]+)"', page) for how in ("runs", "presses"))
    offered = [*runs, *presses]
    listed = {key.key for group in GROUPS for key in group.keys if group.place not in ("file", "talk")}
    of_the_rail = {key for key in listed if key.startswith("g ")}
    written = {"@"}  # a sign of the text, no command
    assert listed - set(offered) == of_the_rail | written | {"mod+k", "Escape"}
    assert len(offered) == len(set(offered))
    assert {key.key for group in GROUPS for key in group.keys if key.by_script} >= set(presses)
    assert "Add tag: recall-&lt;b&gt;" in page


def test_pages_are_offered_to_whom_they_are_open(as_bob, as_alice):
    ours, theirs = (client.get("/palette/").content.decode() for client in (as_alice, as_bob))
    for page in (ours, theirs):
        assert 'data-href="/contacts/organizations/"' in page and 'data-href="/inbox/search/help/"' in page
    assert 'data-href="/contacts/import/"' in ours and 'data-href="/contacts/import/"' not in theirs
    assert "/settings/members/" in ours and "/settings/members/" not in theirs


def test_light_agents_are_offered_no_tags_and_only_contacts_of_what_they_see(workspace, ticket, alice, rosa):
    Tag.objects.create(workspace=workspace, name="recall")
    carol = make_member(workspace, "Carol", role="light_agent")
    client = ApartClient(headers={"host": "acme.localhost"})
    client.force_login(carol.user)
    assert "Add tag: recall" not in client.get("/palette/").content.decode()
    assert "/tickets/1/" not in results(client, "rosa") and "rosa@example.com" not in results(client, "rosa")
    triage.follow(ticket, carol, by=alice)
    contact_for(workspace.pk, "email", "rosalia@example.com", name="Rosalia Vool")
    page = results(client, "rosa")
    assert "/tickets/1/" in page and "rosa@example.com" in page and "rosalia@example.com" not in page


def test_words_are_marked_and_escaped(as_bob, workspace, rosa):
    make_ticket(workspace, rosa, subject="<script>alert(1)</script> Põldmäe & co")
    page = results(as_bob, "poldmae")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>Põldmäe</mark> &amp; co" in page


def test_contacts_without_tickets_are_found(as_bob, workspace):
    grete = contact_for(workspace.pk, "email", "grete@vool.example", name="Grete Vool")
    page = results(as_bob, "gret")
    assert "<mark>Grete</mark> Vool" in page and f'data-href="{grete.get_absolute_url()}"' in page


def test_one_letter_and_nothing_find_nothing(as_bob, ticket):
    assert "palette" not in results(as_bob, "r") + results(as_bob, "")
    assert re.findall(r'data-href="([^"]+)"', results(as_bob, "zzzz")) == ["/inbox/search/?q=zzzz"]
    assert "There is no ticket #999." in results(as_bob, "#999") and "data-href" not in results(as_bob, "#999")


def test_it_asks_as_often_for_many_as_for_few(as_bob, workspace, rosa):
    def more(count):
        for number in range(count):
            contact = contact_for(workspace.pk, "email", f"one{number}-{count}@mets.example", name=f"Mets {number}")
            make_ticket(workspace, contact, subject=f"Saddle {number} of Mets")

    more(2)
    few = cost(as_bob, "/palette/results/?q=mets+saddle")
    more(20)
    assert cost(as_bob, "/palette/results/?q=mets+saddle") <= few <= 15
