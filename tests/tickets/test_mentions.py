"""Who is named in a note may read the ticket and finds it under Mentions; the name never leaves the house."""

import pytest

from tests.fixtures.cast import make_member, make_ticket
from tickets import mentioning
from tickets.counts import counts_for
from tickets.models import Mention, Message, SavedView
from tickets.operations import conversation, forwarding, merging, splitting, triage
from tickets.outbound import render
from tickets.public_thread import public_thread
from workspaces import teams
from workspaces.models import Team

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def naming(*who):
    spans = " ".join(f'<span data-mention="{one}">@x</span>' for one in who)
    return f"<p>{spans} please look</p>"


@pytest.fixture
def carol(workspace):
    return make_member(workspace, "Carol Cole", "light_agent")


def test_a_note_names_members_and_teams_as_they_are_called(workspace, ticket, bob, carol, alice):
    board = Team.objects.create(workspace=workspace, name="Board & Co")
    dave = make_member(workspace, "Dave", "agent", [board])
    body = naming(f"member-{carol.public_id}", f"team-{board.pk}", "member-nobody", "team-99999999", "x<y")
    note = conversation.add_note(ticket, by=bob, body=body)
    assert note.body_html == (
        f'<p><span data-mention="member-{carol.public_id}">@Carol</span> '
        f'<span data-mention="team-{board.pk}">@Board &amp; Co</span> @x @x @x please look</p>'
    )
    assert note.body_text == "@Carol @Board & Co @x @x @x please look"
    assert set(Mention.objects.values_list("message", "member", "team")) == {
        (note.pk, carol.pk, None),
        (note.pk, dave.pk, board.pk),
    }


def test_who_is_named_may_read_and_is_counted_until_she_looks(client, workspace, ticket, bob, carol):
    client.force_login(carol.user)
    assert client.get("/tickets/1/").status_code == 404
    conversation.add_note(ticket, by=bob, body=naming(f"member-{carol.public_id}"))
    listed = client.get("/inbox/mentions/").text
    assert 'id="ticket-1"' in listed
    carol = type(carol).objects.get(pk=carol.pk)
    assert counts_for(carol).mentions == 1
    said = '<span class="rail__count">1</span><span class="visually-hidden"> unread</span>'
    assert said in client.get("/inbox/rail/").text
    page = client.get("/tickets/1/")
    assert page.status_code == 200 and "@Carol" in page.text
    carol = type(carol).objects.get(pk=carol.pk)
    assert counts_for(carol).mentions == 0
    assert 'id="ticket-1"' in client.get("/inbox/mentions/").text  # it stays in the list


def test_who_names_herself_is_not_told(ticket, bob):
    conversation.add_note(ticket, by=bob, body=naming(f"member-{bob.public_id}"))
    assert not Mention.objects.exists()


def test_names_of_another_workspace_are_words(ticket, bob, charlie):
    note = conversation.add_note(ticket, by=bob, body=naming(f"member-{charlie.public_id}"))
    assert note.body_html == "<p>@x please look</p>" and not Mention.objects.exists()


def test_a_reply_carries_no_names_of_colleagues(ticket, bob, alice):
    message = conversation.reply(ticket, by=bob, body=naming(f"member-{alice.public_id}"))
    assert message.body_html == "<p>@x please look</p>"
    assert not Mention.objects.exists()
    assert alice.public_id not in render(message).html


def test_a_note_with_names_never_leaves_the_house(ticket, bob, alice, rosa):
    conversation.add_note(ticket, by=bob, body=naming(f"member-{alice.public_id}"))
    reply = conversation.reply(ticket, by=bob, body="<p>Hello</p>")
    outbound = render(reply)
    assert "please look" not in outbound.html + outbound.text and "mention" not in outbound.html
    assert all(
        "please look" not in entry.text for entry in public_thread(ticket, for_addresses={"rosa@example.com"}).entries
    )
    assert Message.objects.get(kind="note").delivery == "none"


@pytest.mark.parametrize("html", ["<p>Hi</p>", '<p><span data-mention="a">@A</span></p>', "<p><span>x</span></p>"])
def test_without_mentions_leaves_words(html):
    assert "data-mention" not in mentioning.without_mentions(html)


def test_those_who_may_read_are_offered_first(as_bob, workspace, ticket, alice, carol, team):
    page = as_bob.get("/tickets/1/people/?q=", headers=HTMX).text
    assert page.index("Alice Ash") < page.index("Carol Cole") < page.index(team.name)
    assert page.count("can’t see it yet") == 1 and "Bob Birch" not in page
    assert "Carol" in as_bob.get("/tickets/1/people/?q=cole").text
    assert "Alice" not in as_bob.get("/tickets/1/people/?q=cole").text


def test_the_page_of_a_ticket_that_names_her_asks_no_more(
    as_bob, ticket, bob, alice, rosa, django_assert_max_num_queries
):
    other = make_ticket(ticket.workspace, rosa)
    conversation.add_note(other, by=alice, body=naming(f"member-{bob.public_id}"))
    with django_assert_max_num_queries(25):
        as_bob.get(f"/tickets/{other.number}/")
    assert Mention.objects.get().read_at is not None


def test_the_names_go_with_their_note(workspace, rosa, ticket, bob, carol):
    """Merged, taken apart again, split off: who is named may read the ticket on which the note stands."""
    other = make_ticket(workspace, rosa)
    conversation.add_note(other, by=bob, body="<p>Here, too</p>")
    note = conversation.add_note(other, by=bob, body=naming(f"member-{carol.public_id}"))
    merges = merging.merge([other], into=ticket, by=bob)
    assert _readable(workspace, carol) == [ticket.number]
    merging.unmerge(merges, by=bob)
    assert _readable(workspace, carol) == [other.number]
    new = splitting.split(other, [note], by=bob)
    assert _readable(workspace, carol) == [new.number]


def _readable(workspace, member):
    return list(workspace.tickets.visible_to(member).values_list("number", flat=True))


def test_what_is_forwarded_carries_no_names(ticket, bob, alice):
    message = forwarding.forward(ticket, by=bob, body=naming(f"member-{alice.public_id}"), to=["lab@example.com"])
    assert "data-mention" not in message.body_html and "@x please look" in message.body_html


def test_what_lies_in_spam_is_not_counted(ticket, bob, alice, carol):
    body = naming(f"member-{carol.public_id}", f"member-{alice.public_id}")
    conversation.add_note(ticket, by=bob, body=body)
    assert [counts_for(one).mentions for one in (alice, carol)] == [1, 1]
    triage.move(ticket, "spam", by=bob)
    assert [counts_for(fresh(one)).mentions for one in (alice, carol)] == [0, 0]


def fresh(member):
    """The member without what was counted for them."""
    return type(member).objects.select_related("user", "workspace").get(pk=member.pk)


def test_the_composer_says_who_is_told(as_bob, ticket, bob, alice, carol):
    triage.assign(ticket, alice, by=bob)
    triage.follow(ticket, bob, by=bob)
    assert "Alice is told." in as_bob.get("/tickets/1/").text
    triage.follow(ticket, carol, by=carol)
    assert "Alice and 1 follower are told." in as_bob.get("/tickets/1/").text
    triage.assign(ticket, bob, by=bob)
    page = as_bob.get("/tickets/1/").text
    assert "1 follower is told." in page and f'data-followers="member-{carol.public_id}"' in page


def test_a_team_goes_with_its_lists_and_what_named_it(workspace, ticket, bob, alice):
    spare = Team.objects.create(workspace=workspace, name="Spare")
    make_member(workspace, "Dave", "agent", [spare])
    conversation.add_note(ticket, by=bob, body=naming(f"team-{spare.pk}"))
    SavedView.objects.create(
        workspace=workspace, owner=alice, team=spare, name="Theirs", query="is:open", sort="due", visibility="team"
    )
    teams.delete(spare, by=alice)
    assert not Mention.objects.exists() and not SavedView.objects.exists()
