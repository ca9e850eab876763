"""What admins tell everybody, and who has confirmed to have read it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from talk.models import Announcement, AnnouncementRead
from talk.operations import announcing
from tests.fixtures.cast import make_member
from tests.tickets.test_budgets import cost
from workspaces import members

HTMX = {"hx-request": "true"}


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def announce(by, title="Closed on Friday", *, starts=0, ends=None, text="We are at the fair."):
    today = timezone.localdate()
    announcement = Announcement(
        workspace=by.workspace,
        title=title,
        text=text,
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    return announcing.announce(announcement, by=by)


def line(client):
    return words(client.get("/talk/announcements/?part=line"))


def waits(client):
    return client.get("/talk/count/").json()["announcement"]


def test_everybody_sees_it_until_they_confirm(as_bob, as_alice, alice, bob):
    found = announce(alice)
    assert waits(as_bob) and waits(as_alice)
    assert line(as_bob) == "Closed on Friday Alice Ash We are at the fair. Show all I have read it"

    assert words(as_bob.post(f"/talk/announcements/{found.public_id}/confirmation/", headers=HTMX)) == ""

    assert not waits(as_bob) and waits(as_alice) and line(as_bob) == ""
    assert as_bob.post(f"/talk/announcements/{found.public_id}/confirmation/").url == "/talk/announcements/"
    assert AnnouncementRead.objects.get().member == bob  # once more changes nothing
    assert "You have read it" in words(as_bob.get("/talk/announcements/"))


def test_after_one_comes_the_next_the_oldest_first(as_bob, alice):
    old = announce(alice, "Old", starts=-2)
    announce(alice, "New")
    assert line(as_bob).startswith("Old Alice Ash · 1 more")
    assert words(as_bob.post(f"/talk/announcements/{old.public_id}/confirmation/", headers=HTMX)).startswith("New")


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(0, None, True), (0, 0, True), (-3, -1, False), (1, None, False), (-1, 1, True)]
)
def test_it_holds_from_its_first_day_to_the_end_of_its_last(as_bob, alice, starts, ends, holds):
    announce(alice, starts=starts, ends=ends)
    assert waits(as_bob) == holds == bool(line(as_bob))
    assert ("Closed on Friday" in words(as_bob.get("/talk/announcements/"))) == (starts <= 0)  # none before its time


def test_what_is_to_come_can_not_be_confirmed_and_is_seen_by_who_writes(as_bob, as_alice, alice):
    found = announce(alice, starts=2)
    assert as_bob.post(f"/talk/announcements/{found.public_id}/confirmation/").status_code == 404
    assert "Closed on Friday" in words(as_alice.get("/talk/announcements/"))


def test_a_new_one_holds_from_today(as_alice):
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in as_alice.get("/talk/announcements/new/").content.decode()


def test_an_admin_writes_changes_and_deletes_one(as_alice, alice, bob):
    form = {"title": "Fire drill", "text": "At ten.", "starts_on": "2026-11-23", "ends_on": "2026-11-24"}
    address = as_alice.post("/talk/announcements/new/", form).url
    found = Announcement.objects.get()
    assert (found.title, found.author, str(found.ends_on)) == ("Fire drill", alice, "2026-11-24")
    announcing.confirm(found, by=bob)

    as_alice.post(f"{address}text/", {**form, "text": "At eleven."})
    assert found.reads.count() == 1
    as_alice.post(f"{address}text/", {**form, "text": "At twelve.", "ask_again": "on"})
    found.refresh_from_db()
    assert (found.text, found.reads.count()) == ("At twelve.", 0)

    as_alice.post(f"{address}removal/")
    assert not Announcement.objects.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": ""}, "Write in a few words what it is about."),
        ({"starts_on": ""}, "Choose the day from which it holds."),
        ({"ends_on": "2026-11-01"}, "The last day can’t be before the first one."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(as_alice, change, error):
    form = {"title": "Fire drill", "text": "At ten.", "starts_on": "2026-11-23", "ends_on": ""}
    answer = as_alice.post("/talk/announcements/new/", form | change)
    assert answer.status_code == 422 and error in words(answer) and "At ten." in answer.content.decode()
    assert not Announcement.objects.exists()


def test_the_admin_sees_who_has_confirmed(as_alice, as_bob, workspace, alice, bob):
    gone = make_member(workspace, "Gone Girl")
    found = announce(alice)
    for member in (bob, gone):
        announcing.confirm(found, by=member)
    members.deactivate(gone, by=alice)

    assert "1 of 2 have read it" in words(as_alice.get("/talk/announcements/"))
    page = words(as_alice.get(f"/talk/announcements/{found.public_id}/?part=reads"))
    assert re.fullmatch(r"1 has read it BB Bob Birch \d\d:\d\d 1 not yet AA Alice Ash", page)
    assert as_bob.get(f"/talk/announcements/{found.public_id}/").status_code == 403
    assert "of 2 have read it" not in words(as_bob.get("/talk/announcements/"))


def test_what_people_write_is_no_markup(as_bob, alice):
    announce(alice, "<b>x</b>", text="<script>1</script> https://x.example/")
    for address in ("/talk/announcements/", "/talk/announcements/?part=line"):
        html = as_bob.get(address).content.decode()
        assert "<b>x" not in html and "<script>1" not in html and '<a href="https://x.example/"' in html


def test_the_list_asks_as_often_for_many_and_goes_on(as_alice, workspace, alice):
    for number in range(5):
        announce(alice, f"N{number:02}", starts=-number)
    few = cost(as_alice, "/talk/announcements/")
    for number in range(5, 45):
        announcing.confirm(announce(alice, f"N{number:02}", starts=-number // 2), by=alice)
    assert cost(as_alice, "/talk/announcements/") == few

    shown, address = [], "/talk/announcements/"
    while address:
        html = as_alice.get(address).content.decode()
        shown += re.findall(r">(N\d\d)</h2>", html)
        address = next(iter(re.findall(r'href="(/talk/announcements/\?after=\w+)"', html)), "")
    assert len(shown) == len(set(shown)) == 45
