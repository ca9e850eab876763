"""Marks in the rows of lists: who is a VIP, tags with a colour."""

import pytest

from contacts import editing
from tickets import query
from tickets.models import Draft, Tag
from tickets.operations import conversation, drafting, naming, triage
from workspaces.models import Member, Team

LISTS = ["/inbox/all-open/", "/inbox/all-open/?part=table", "/inbox/all-open/?part=board"]


@pytest.fixture
def tagged(ticket, bob):
    for name in ("battery", "quiet"):
        triage.add_tag(ticket, name, by=bob)
    Tag.objects.filter(name="battery").update(colour="teal")
    return ticket


@pytest.mark.parametrize("path", LISTS)
def test_rows_say_who_is_a_vip(as_bob, ticket, rosa, bob, path):
    assert ">VIP<" not in as_bob.get(path).text
    editing.change(rosa, by=bob, is_vip=True)
    assert ">VIP<" in as_bob.get(path).text


def test_rows_show_tags_that_have_a_colour(as_bob, bob, tagged):
    page = as_bob.get("/inbox/all-open/").text
    assert 'tag--teal"><span class="tag__name">battery</span>' in page and "quiet" not in page
    Member.objects.filter(pk=bob.pk).update(list_columns=["subject", "tags"])
    table = as_bob.get("/inbox/all-open/?part=table").text
    assert 'tag--teal"><span class="tag__name">battery</span>' in table


def test_deleted_tags_stand_nowhere_and_are_not_counted(as_bob, tagged, workspace, bob, alice):
    def found(text):
        return [one.number for one in query.narrow(workspace.tickets.all(), text, bob)]

    assert (found("has:tag"), found("tag:none"), found("tag:battery")) == ([1], [], [1])
    naming.delete_tag(Tag.objects.get(name="quiet"), by=alice)
    assert found("has:tag") == [1]
    naming.delete_tag(Tag.objects.get(name="battery"), by=alice)
    assert (found("has:tag"), found("tag:none")) == ([], [1])
    with pytest.raises(query.QueryError):
        found("tag:battery")
    assert "tag--teal" not in as_bob.get("/inbox/all-open/").text


def drafts_in_rail(client):
    return {view.key: count for view, count in client.get("/inbox/rail/").context["views"]}.get("drafts")


@pytest.mark.parametrize("kind", ["reply", "note"])
@pytest.mark.parametrize("path", LISTS)
def test_rows_say_what_one_has_begun(as_bob, as_alice, ticket, bob, path, kind):
    assert ">Draft<" not in as_bob.get(path).text
    begun = drafting.keep(ticket, by=bob, kind=kind, body="Use wat")
    assert ">Draft<" in as_bob.get(path).text and ">Draft<" not in as_alice.get(path).text
    drafting.keep(ticket, by=bob, kind=kind, body="  ", revision=begun.revision)  # taken out again
    assert ">Draft<" not in as_bob.get(path).text


def test_a_text_beside_an_empty_one_is_no_draft(as_bob, ticket, bob):
    drafting.keep(ticket, by=bob, kind="reply", body="Use wat")
    Draft.objects.update(body_html="", aside_html="<p>Use wat</p>")
    assert ">Draft<" not in as_bob.get("/inbox/all-open/").text
    assert drafts_in_rail(as_bob) is None


def test_the_rail_has_a_list_of_drafts_while_there_are_some(as_bob, as_alice, ticket, bob):
    assert drafts_in_rail(as_bob) is None
    for kind in ("reply", "note"):
        drafting.keep(ticket, by=bob, kind=kind, body="Use wat")
    assert (drafts_in_rail(as_bob), drafts_in_rail(as_alice)) == ("1", None)
    assert 'href="/inbox/drafts/"' in as_bob.get("/inbox/all-open/").text
    for act in (conversation.reply, conversation.add_note):
        act(ticket, by=bob, body="Use water.")
    assert drafts_in_rail(as_bob) is None
    assert "You have begun no answer." in as_bob.get("/inbox/drafts/").text


def test_drafts_on_what_one_may_no_longer_read_are_not_counted(as_bob, ticket, bob, workspace):
    drafting.keep(ticket, by=bob, kind="reply", body="Use wat")
    private = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    triage.set_team(ticket, private, by=None)
    assert drafts_in_rail(as_bob) is None
    assert ticket.subject not in as_bob.get("/inbox/drafts/").text
