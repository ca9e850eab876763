"""The pages of talk: what is unread, what is shown to whom, and what it costs."""

import re
from html import unescape

import pytest

from talk.models import RoomMessage, RoomSeen
from talk.operations import talking
from tests.fixtures.cast import make_member, make_ticket
from tests.tickets.test_budgets import cost, writing_cost
from workspaces.models import Team

HTMX = {"hx-request": "true"}


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def unread(client):
    return client.get("/talk/count/").json()["unread"]


def test_what_a_colleague_wrote_is_unread_until_the_room_is_opened(as_bob, room, alice, bob):
    talking.write(room, by=bob, text="Mine")
    for text in ("One", "Two"):
        last = talking.write(room, by=alice, text=text)
    talking.remove(last, by=alice)
    assert unread(as_bob) == 1
    assert "Support 1 unread" in words(as_bob.get("/talk/"))

    page = as_bob.get(f"/talk/{room.slug}/")

    assert "New AA Alice Ash" in words(page) and "One" in words(page)
    assert "Deleted by its author" in words(page) and "Two" not in words(page)
    assert unread(as_bob) == 0
    assert "talk__unread" not in as_bob.get(f"/talk/{room.slug}/").content.decode()


def test_no_count_goes_past_a_hundred(as_bob, workspace, room, alice):
    written = talking.write(room, by=alice, text="One")
    RoomMessage.objects.bulk_create(
        RoomMessage(workspace=workspace, room=room, author=alice, text="x", created_at=written.created_at)
        for _ in range(150)
    )
    assert unread(as_bob) == 100
    assert "99+ unread" in words(as_bob.get("/talk/?part=list"))


def test_a_newcomer_has_nothing_to_catch_up_with(client, workspace, team, room, bob):
    talking.write(room, by=bob, text="Long ago")
    newcomer = make_member(workspace, "Nora New", "agent", [team])
    client.force_login(newcomer.user)
    assert unread(client) == 0


def test_rooms_of_other_teams_are_read_by_admins_and_never_counted(as_alice, workspace, alice, dana):
    other = Team.objects.create(workspace=workspace, name="Workshop")
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    for team in (other, private):
        talking.write(talking.room_of(team), by=dana, text="Psst")
    page = words(as_alice.get("/talk/"))
    assert "Other teams Workshop" in page and "Personnel" not in as_alice.get("/talk/?part=list").content.decode()
    assert unread(as_alice) == 0
    assert "Psst" in words(as_alice.get(f"/talk/team-{other.pk}/"))
    assert as_alice.get(f"/talk/team-{private.pk}/").status_code == 404


def test_a_room_is_there_before_its_first_message(as_bob, team):
    page = as_bob.get(f"/talk/team-{team.pk}/")
    assert "Nothing was written here yet" in words(page)
    answer = as_bob.post(f"/talk/team-{team.pk}/messages/", {"text": "Hello"})
    message = RoomMessage.objects.get()
    assert answer.url == f"/talk/team-{team.pk}/#talk-{message.public_id}"


def test_nobody_else_finds_a_conversation(as_bob, as_alice, as_charlie, bob, dana):
    direct = talking.open_direct([dana], by=bob)
    message = talking.write(direct, by=bob, text="Between us")
    assert "Between us" in words(as_bob.get(direct.get_absolute_url()))
    for client in (as_alice, as_charlie):
        assert client.get(direct.get_absolute_url()).status_code == 404
        assert client.get(f"/talk/messages/{message.public_id}/").status_code == 404
        assert client.post(f"{direct.get_absolute_url()}messages/", {"text": "Me too"}).status_code == 404
        assert client.post(f"{direct.get_absolute_url()}seen/", {"upto": message.public_id}).status_code == 404
    assert "Dana Doe" not in as_alice.get("/talk/?part=list").content.decode()


def test_a_conversation_is_opened_by_choosing_people(as_bob, as_alice, alice, dana):
    answer = as_bob.post("/talk/new/", {"member": [alice.public_id, dana.public_id]})
    assert "Alice and Dana" in words(as_bob.get(answer.url))
    assert "Alice and Dana" not in words(as_bob.get("/talk/?part=list"))  # nothing was said yet
    as_bob.post(f"{answer.url}messages/", {"text": "Lunch?"})
    assert "Bob and Dana 1 unread" in words(as_alice.get("/talk/?part=list"))

    refused = as_bob.post("/talk/new/")
    assert refused.status_code == 422 and "Choose at least one colleague." in words(refused)


def test_a_ticket_unfolds_only_for_who_may_read_it(as_bob, as_alice, workspace, room, rosa, bob, alice):
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    open_one = make_ticket(workspace, rosa, subject="Printer on fire")
    hidden = make_ticket(workspace, rosa, subject="Salary of Bob", team=private)
    talking.write(
        room,
        by=alice,
        text=f"#{open_one.number} or http://acme.localhost/tickets/{hidden.number}/ and #{hidden.number}",
    )

    seen_by_bob, seen_by_alice = (client.get(f"/talk/{room.slug}/").content.decode() for client in (as_bob, as_alice))

    cards = re.compile(r'class="talk-card" href="/tickets/(\d+)/"')
    assert cards.findall(seen_by_bob) == [str(open_one.number)]
    assert cards.findall(seen_by_alice) == [str(open_one.number), str(hidden.number)]
    assert "Printer on fire" in seen_by_bob and "Salary" not in seen_by_bob and "Salary of Bob" in seen_by_alice
    assert f'<a href="/tickets/{open_one.number}/">#{open_one.number}</a>' in seen_by_bob
    assert f"and #{hidden.number}</p>" in seen_by_bob


def test_pages_of_a_long_history_join_without_gap_or_repeat(as_bob, room, bob):
    for number in range(120):
        talking.write(room, by=bob, text=f"<{number}>")
    shown, address = [], f"/talk/{room.slug}/"
    while address:
        html = as_bob.get(address).content.decode()
        shown = [int(one) for one in re.findall(r"&lt;(\d+)&gt;", html)] + shown
        address = next(iter(re.findall(r'href="(/talk/[\w-]+/\?before=\w+)"', html)), "")
    assert shown == list(range(120))

    ids = list(RoomMessage.objects.values_list("public_id", flat=True))
    assert re.findall(r"&lt;(\d+)&gt;", as_bob.get(f"/talk/{room.slug}/?after={ids[117]}").content.decode()) == [
        "118",
        "119",
    ]
    assert len(re.findall("<article", as_bob.get(f"/talk/{room.slug}/?after=").content.decode())) == 50
    assert as_bob.get(f"/talk/{room.slug}/?before={'m' * 26}").status_code == 404


def test_what_was_looked_at_counts_as_read(as_bob, room, alice, bob):
    message = talking.write(room, by=alice, text="Look")
    assert as_bob.post(f"/talk/{room.slug}/seen/", {"upto": message.public_id}).status_code == 204
    assert RoomSeen.objects.get(member=bob).upto == message.pk


def test_its_author_edits_and_deletes_a_message(as_bob, as_alice, room, bob):
    message = talking.write(room, by=bob, text="Mornig")
    address = f"/talk/messages/{message.public_id}/"
    assert "Mornig</textarea>" in as_bob.get(f"{address}?edit=1").content.decode()
    assert "Save message" in words(as_bob.get(f"{address}?edit=1", headers=HTMX))

    assert "Morning edited" in words(as_bob.post(address, {"text": "Morning"}, headers=HTMX))
    refused = as_bob.post(address, {"text": " "}, headers=HTMX)
    assert (refused.status_code, "Write something first." in words(refused)) == (422, True)
    assert as_alice.post(address, {"text": "Evening"}).status_code == 404
    assert as_alice.get(f"{address}?edit=1").status_code == 404
    assert as_alice.post(f"{address}removal/").status_code == 404

    assert "Deleted by its author" in words(as_bob.post(f"{address}removal/", headers=HTMX))
    assert as_bob.get(address).url == f"/talk/{room.slug}/#talk-{message.public_id}"


def test_what_is_refused_keeps_its_text(as_bob, room):
    answer = as_bob.post(f"/talk/{room.slug}/messages/", {"text": "x" * 4001})
    assert answer.status_code == 422 and "x" * 4001 in answer.content.decode()
    answer = as_bob.post(f"/talk/{room.slug}/messages/", {"text": ""}, headers=HTMX)
    assert (answer.status_code, answer.content.decode()) == (422, "Write something first.")


@pytest.mark.parametrize("headers", [{}, {"query": "part=list"}], ids=["page", "list"])
def test_a_room_asks_as_often_for_much_as_for_little(as_bob, workspace, room, rosa, bob, alice, headers):
    address = f"/talk/?{headers['query']}" if headers else f"/talk/{room.slug}/"

    def fill(count, start=0):
        for number in range(start, start + count):
            ticket = make_ticket(workspace, rosa)
            colleague = make_member(workspace, f"N{number} X", "agent")
            talking.write(room, by=alice, text=f"@Bob #{ticket.number}")
            talking.write(talking.open_direct([bob], by=colleague), by=colleague, text="Hello")

    fill(2)
    few = cost(as_bob, address)
    fill(20, 2)
    assert cost(as_bob, address) == few
    assert few <= (16 if not headers else 6)


def test_a_message_costs_little(as_bob, room, bob):
    as_bob.get(f"/talk/{room.slug}/")
    assert writing_cost(as_bob, f"/talk/{room.slug}/messages/", {"text": "Hello"}) <= 14
