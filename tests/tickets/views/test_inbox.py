"""Lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import Identity
from tests.fixtures.cast import make_ticket
from tests.fixtures.database import outside
from tickets.inbox import LATEST, URGENCY, VIEWS, page_of
from tickets.models import Ticket
from tickets.operations import drafting, later, triage
from workspaces.models import Team


def test_signed_out_people_are_sent_to_sign_in(client, ticket):
    answer = client.get("/inbox/my-open/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/inbox/my-open/")


def test_each_view_shows_its_tickets(as_bob, bob, alice, workspace, rosa):
    mine = triage.assign(make_ticket(workspace, rosa, subject="Mine"), bob, by=alice)
    theirs = triage.assign(make_ticket(workspace, rosa, subject="Theirs"), alice, by=alice)
    triage.set_category(
        triage.assign(make_ticket(workspace, rosa, subject="Asked back"), bob, by=bob), "pending", by=bob
    )
    triage.set_category(make_ticket(workspace, rosa, subject="Finished"), "solved", by=bob)
    later.snooze(make_ticket(workspace, rosa, subject="Asleep"), until=timezone.now() + timedelta(days=1), by=bob)
    triage.move(make_ticket(workspace, rosa, subject="Lottery"), "spam", by=bob)
    triage.move(make_ticket(workspace, rosa, subject="Rubbish"), "trash", by=alice)
    make_ticket(workspace, rosa, subject="Nobody’s")
    for subject, member in (("Finished", bob), ("Lottery", bob), ("Theirs", alice)):
        drafting.keep(Ticket.objects.get(subject=subject), by=member, kind="reply", body="Hi")

    def subjects(view):
        with outside():
            page = as_bob.get(f"/inbox/{view}/").context["page"]
        return [row.title for row in page.rows]

    assert {view: subjects(view) for view in VIEWS} == {
        "my-open": [mine.subject],
        "mentions": [],
        "drafts": ["Finished"],
        "unassigned": ["Nobody’s"],
        "all-open": [mine.subject, theirs.subject, "Nobody’s"],
        "waiting": ["Asked back", "Asleep"],
        "snoozed": ["Asleep"],
        "solved": ["Finished"],
        "spam": ["Lottery"],
        "trash": ["Rubbish"],
    }
    team = Team.objects.get(workspace=workspace)
    assert subjects(f"team-{team.pk}") == [mine.subject, theirs.subject, "Nobody’s"]


def test_the_rail_counts_them(as_bob, bob, workspace, rosa):
    triage.assign(make_ticket(workspace, rosa), bob, by=bob)
    make_ticket(workspace, rosa)
    answer = as_bob.get("/inbox/rail/")
    assert [(view.key, count) for view, count in answer.context["views"]] == [
        ("my-open", "1"),
        ("mentions", ""),
        ("unassigned", "1"),
        ("all-open", "2"),
        ("waiting", ""),
        ("snoozed", ""),
        ("solved", ""),
    ]


def test_what_sleeps_stands_by_when_it_wakes(as_bob, bob, workspace, rosa):
    now = timezone.now()
    for days in (3, 1, 2):
        later.snooze(make_ticket(workspace, rosa, subject=f"In {days}"), until=now + timedelta(days=days), by=bob)
    rows = as_bob.get("/inbox/snoozed/").context["page"].rows
    assert [row.title for row in rows] == ["In 1", "In 2", "In 3"]
    page = page_of(VIEWS["snoozed"].tickets(bob), bob, VIEWS["snoozed"].order, size=2, more=("comes_back_at",))
    rest = page_of(
        VIEWS["snoozed"].tickets(bob), bob, VIEWS["snoozed"].order, page.next_cursor, more=("comes_back_at",)
    )
    assert [[row.subject for row in one.rows] for one in (page, rest)] == [["In 1", "In 2"], ["In 3"]]
    assert as_bob.get("/tickets/2/next/?view=snoozed").url == "/tickets/3/?view=snoozed"
    assert as_bob.get("/tickets/3/previous/?view=snoozed").url == "/tickets/2/?view=snoozed"
    later.wake(Ticket.objects.get(number=3), by=bob)
    assert as_bob.get("/tickets/3/next/?view=snoozed").url == "/tickets/2/?view=snoozed"


@pytest.mark.parametrize("order", [URGENCY, LATEST])
def test_paging_meets_every_ticket_once(workspace, rosa, bob, order):
    for number in range(7):
        make_ticket(workspace, rosa, subject=str(number))
    same_instant = Ticket.objects.first().created_at
    Ticket.objects.filter(number__lte=4).update(sort_due=same_instant, last_message_at=same_instant)
    tickets = workspace.tickets.visible_to(bob)
    tickets = tickets.by_urgency() if order == URGENCY else tickets.by_latest()

    met, cursor = [], ""
    while True:
        page = page_of(tickets, bob, order, cursor, size=3)
        met += [ticket.number for ticket in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert met == [ticket.number for ticket in tickets]
    assert len(met) == 7


@pytest.mark.parametrize("cursor", ["x", "1-2-3", "99999999999999999999999-1", "-", "1-"])
def test_a_garbled_cursor_is_not_found(as_bob, cursor):
    assert as_bob.get(f"/inbox/all-open/?after={cursor}").status_code == 404


@pytest.mark.parametrize("query", ["1", "#1", "printer", "PRINT fire", "rosa", "mets", "rosa@example.com", "example"])
def test_search_finds(as_bob, ticket, query):
    answer = as_bob.get("/inbox/search/", {"q": query, "part": "rows"})
    assert [row.number for row in answer.context["page"].rows] == [ticket.number]


@pytest.mark.parametrize("query", ["2", "water", "printer water", "'; DROP TABLE x", "\\", "&|!()", "<->", "\x00"])
def test_search_bears_anything(as_bob, ticket, query):
    answer = as_bob.get("/inbox/search/", {"q": query, "part": "rows"})
    assert (answer.status_code, answer.context["page"].rows) == (200, [])


def test_a_number_opens_the_ticket(as_bob, ticket):
    assert as_bob.get("/inbox/search/?q=%231")["Location"] == "/tickets/1/"


def test_search_folds_accents(as_bob, workspace, rosa):
    make_ticket(workspace, rosa, subject="Põldmäe jalgratas")
    answer = as_bob.get("/inbox/search/?q=poldmae&part=rows")
    assert [row.title for row in answer.context["page"].rows] == ["Põldmäe jalgratas"]


def test_a_private_teams_tickets_are_not_there(as_bob, bob, alice, workspace, rosa):
    personnel = Team.objects.create(workspace=workspace, name="Personnel", is_private=True)
    secret = make_ticket(workspace, rosa, subject="Salary", team=personnel)
    for url in (f"/tickets/{secret.number}/", f"/inbox/team-{personnel.pk}/"):
        assert as_bob.get(url).status_code == 404
    assert as_bob.get("/inbox/search/?q=salary&part=rows").context["page"].rows == []
    assert as_bob.get("/inbox/all-open/").context["page"].rows == []
    assert b"Personnel" not in as_bob.get("/inbox/all-open/").content


def test_only_own_teams_where_the_workspace_says_so(as_bob, workspace, rosa, alice):
    workspace.agents_see_all_teams = False
    workspace.save()
    other = Team.objects.create(workspace=workspace, name="Billing")
    ticket = make_ticket(workspace, rosa, team=other)
    assert as_bob.get(f"/tickets/{ticket.number}/").status_code == 404
    triage.assign(ticket, as_bob_member(workspace), by=alice)
    assert as_bob.get(f"/tickets/{ticket.number}/").status_code == 200


def as_bob_member(workspace):
    return workspace.members.get(user__name="Bob Birch")


def test_the_width_of_the_list_is_kept(as_bob, bob, ticket):
    assert as_bob.post("/inbox/width/", {"width": "400"}).status_code == 204
    assert "--list-width: 400px" in as_bob.get("/inbox/all-open/").text
    for wrong in ("", "12", "9999", "40a", "-300", "٣٠٠"):
        assert as_bob.post("/inbox/width/", {"width": wrong}).status_code == 400


def test_beside_a_ticket_the_rows_come_after_the_page(as_bob, ticket):
    page = as_bob.get("/tickets/1/?view=all-open").content.decode()
    assert 'hx-get="/inbox/all-open/?part=rows" hx-trigger="load"' in page
    assert 'class="ticket-row__link"' not in page
    rows = as_bob.get("/inbox/all-open/?part=rows", headers={"hx-request": "true"}).content.decode()
    assert 'href="/tickets/1/?view=all-open"' in rows


def test_a_list_names_its_own_address_whatever_page_it_stands_on(as_bob, workspace, rosa):
    for number in range(51):
        make_ticket(workspace, rosa, subject=str(number))
    for path, address in [
        ("/inbox/all-open/", "/inbox/all-open/?"),
        ("/inbox/search/?q=rosa", "/inbox/search/?q=rosa&amp;"),
    ]:
        page = as_bob.get(path).content.decode()
        assert f'data-src="{address}part=rows"' in page
        assert f'hx-get="{address}after=' in page
    assert 'data-src="/inbox/all-open/?part=rows"' in as_bob.get("/tickets/1/?view=all-open").content.decode()


@pytest.mark.parametrize("query", ["+47 55 01 42 27", "004755014227", "+47 (55) 01-42-27", "47550142"])
def test_search_finds_a_telephone_however_it_is_written(as_bob, workspace, rosa, query):
    Identity.objects.create(
        workspace=workspace, contact=rosa, kind="phone", value="+4755014227", shown="+47 55 01 42 27"
    )
    make_ticket(workspace, rosa)
    answer = as_bob.get("/inbox/search/", {"q": query, "part": "rows"})
    assert len(answer.context["page"].rows) == 1


def test_a_search_without_a_hit_says_so_once_in_each_layout_with_ways_on(as_bob, ticket):
    page = as_bob.get("/inbox/search/", {"q": "zzz <b>"}).content.decode()
    words = "No ticket has “zzz &lt;b&gt;” in its words, number or requester"

    in_list, middle = page.split('id="conversation"')
    assert (in_list.count(words), middle.count(words)) == (1, 1)
    assert 'class="empty-list only-narrow"' in in_list  # where there is a middle, only that says it
    for part in (in_list, middle):
        assert 'href="/inbox/search/">Clear search</a>' in part
        assert 'href="/tickets/new/">New ticket</a>' in part
    assert "Nothing found" not in page


def test_an_empty_list_is_said_by_the_list_beside_an_open_ticket(as_bob, ticket):
    empty = as_bob.get("/inbox/trash/").content.decode()
    assert 'class="empty-list only-narrow"' in empty
    beside = as_bob.get("/tickets/1/?view=trash").content.decode()
    assert "only-narrow" not in beside.partition('class="empty-list')[2].partition(">")[0]
