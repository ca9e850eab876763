"""Marks in the rows of lists: who is a VIP, tags with a colour."""

import pytest

from contacts import editing
from tickets import query
from tickets.models import Tag
from tickets.operations import naming, triage
from workspaces.models import Member

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
