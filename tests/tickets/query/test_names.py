"""Names of a workspace's own rows: whom they find, and what is suggested."""

import pytest

from contacts.models import Organization
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets import query
from tickets.models import Status, Tag, TicketTag
from tickets.operations import triage
from tickets.query import QueryError
from workspaces.models import Team
from workspaces.tenancy import tenant


@pytest.fixture
def found(workspace, bob):
    """The subjects that a query finds for Bob."""

    def find(text):
        tickets = query.narrow(workspace.tickets.visible_to(bob), text, bob)
        return sorted(tickets.values_list("subject", flat=True))

    return find


def test_nothing_asked_is_the_inbox(found, workspace, rosa, bob):
    make_ticket(workspace, rosa, subject="Here")
    triage.move(make_ticket(workspace, rosa, subject="Junk"), "spam", by=bob)
    assert found("") == ["Here"]
    assert found("in:spam") == found("is:spam") == ["Junk"]
    assert found("in:anywhere") == ["Here", "Junk"]
    assert found("-in:spam") == ["Here"]


def test_people_are_found_by_name_first_name_and_address(found, workspace, rosa, bob, alice):
    triage.assign(make_ticket(workspace, rosa, subject="Mine"), bob, by=alice)
    triage.assign(make_ticket(workspace, rosa, subject="Hers"), alice, by=alice)
    make_ticket(workspace, rosa, subject="Free")
    assert found("assignee:me") == found('assignee:"bob birch"') == found("assignee:BOB") == ["Mine"]
    assert found("assignee:alice@acme.example") == found("-assignee:me,nobody") == ["Hers"]
    assert found("assignee:nobody") == found("is:unassigned") == ["Free"]
    assert found("from:rosa@Example.com") == found('from:"rosa mets"') == ["Free", "Hers", "Mine"]
    assert found("from:nobody@example.com") == []


def test_an_unknown_name_suggests_the_nearest(found, workspace, bob, rosa):
    Tag.objects.create(workspace=workspace, name="refund")
    Organization.objects.create(workspace=workspace, name="Fjellheim Sykkelhotell")
    for text, mended in [
        ("tag:refnud is:open", "tag:refund is:open"),
        ("-team:Suport", "-team:Support"),
        ("assignee:bobb", 'assignee:"Bob Birch"'),
        ("status:opn", "status:Open"),
        ("org:fjellheim", 'org:"Fjellheim Sykkelhotell"'),
        ("reason:complain", "reason:Complaint"),
        ("channel:emial", "channel:email"),
    ]:
        with pytest.raises(QueryError) as refused:
            found(text)
        assert refused.value.mended == mended
        found(mended)


def test_a_status_is_meant_by_its_name_before_its_category(found, workspace, rosa, bob):
    Status.objects.create(workspace=workspace, name="Parts ordered", category="hold", position=9)
    parts = Status.objects.get(name="Parts ordered")
    triage.set_status(make_ticket(workspace, rosa, subject="Parts"), parts, by=bob)
    triage.set_category(make_ticket(workspace, rosa, subject="Holds"), "hold", by=bob)
    assert found('status:"parts ordered"') == ["Parts"]
    assert found('status:"On hold"') == ["Holds"]
    assert found("status:hold") == found("is:hold") == ["Holds", "Parts"]


def test_words_beside_conditions(found, workspace, rosa, bob):
    tag = Tag.objects.create(workspace=workspace, name="hot")
    fire = make_ticket(workspace, rosa, subject="Printer on fire")
    TicketTag.objects.create(workspace=workspace, ticket=fire, tag=tag)
    make_ticket(workspace, rosa, subject="Printer is wet")
    assert found("printer tag:hot") == ["Printer on fire"]
    assert found("printer -fire") == found("printer -tag:hot") == ["Printer is wet"]
    assert found("wet OR tag:hot") == ["Printer is wet", "Printer on fire"]
    assert found("subject:prin rosa") == ["Printer is wet", "Printer on fire"]
    assert found("subject:rosa") == []


def test_names_of_another_workspace_or_a_private_team_are_unknown(found, workspace, other_workspace):
    Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    with outside(), tenant(other_workspace):
        Tag.objects.create(workspace=other_workspace, name="secret")
    for text in ("tag:secret", "team:Personnel"):
        with pytest.raises(QueryError) as refused:
            found(text)
        assert refused.value.suggestion == ""


def test_a_rule_has_no_me(workspace, ticket):
    narrowed = query.narrow(workspace.tickets.all(), "team:Support is:open", None, workspace=workspace)
    assert [one.pk for one in narrowed] == [ticket.pk]
    for text in ("assignee:me", "is:unread", "follower:me", "has:draft"):
        with pytest.raises(QueryError):
            query.narrow(workspace.tickets.all(), text, None, workspace=workspace)
