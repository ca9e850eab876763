"""Each query gives exactly the rows that plain Python gives, over two thousand random tickets."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tickets.query.crowd import NOW, Crowd
from tickets import query

OPEN, WAITING, DONE = {"new", "open"}, {"pending", "hold"}, {"solved", "closed"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE = datetime(9999, 1, 1, tzinfo=UTC)
EARLY = datetime(1, 1, 1, tzinfo=UTC)


def tallinn(month, day):
    """Midnight in Tallinn: two hours ahead in March, until the 29th."""
    return datetime(2026, month, day, tzinfo=UTC) - 2 * HOUR


# In the inbox, unless the query names a place.
WORKED = {
    "": lambda t: True,
    "is:open": lambda t: t.category in OPEN,
    "is:waiting": lambda t: t.category in WAITING,
    "is:solved": lambda t: t.category in DONE,
    "is:closed": lambda t: t.category == "closed",
    "is:new,pending": lambda t: t.category in ("new", "pending"),
    "-is:open": lambda t: t.category not in OPEN,
    "is:open is:unassigned": lambda t: t.category in OPEN and t.assignee is None,
    "is:assigned": lambda t: t.assignee is not None,
    "is:mine": lambda t: t.assignee == "bob",
    "is:unread": lambda t: t.seen != 2,
    "is:read": lambda t: t.seen == 2,
    "is:following": lambda t: "bob" in t.followers,
    "is:overdue": lambda t: t.due is not None and t.due < NOW,
    "is:open -is:overdue has:due": lambda t: t.category in OPEN and t.due is not None and t.due >= NOW,
    "is:vip": lambda t: t.requester == "Rosa Mets",
    "is:held": lambda t: t.held,
    "is:undelivered": lambda t: t.category in OPEN | WAITING and t.last_failed,
    "is:merged": lambda t: t.survivor is not None,
    "is:unanswered -is:mine": lambda t: t.waiting is not None and t.assignee != "bob",
    "status:solved": lambda t: t.status == "solved",
    'status:"Parts ordered"': lambda t: t.status == "parts",
    "status:hold": lambda t: t.category == "hold",
    'status:"on hold",new': lambda t: t.status in ("hold", "new"),
    "assignee:me": lambda t: t.assignee == "bob",
    "assignee:nobody,alice": lambda t: t.assignee in (None, "alice"),
    "-assignee:alice": lambda t: t.assignee != "alice",
    'assignee:"Carol Cherry"': lambda t: t.assignee == "carol",
    "assignee:anybody": lambda t: t.assignee is not None,
    "team:billing": lambda t: t.team == "Billing",
    "tag:vip": lambda t: "vip" in t.tags,
    "tag:vip tag:refund": lambda t: {"vip", "refund"} <= t.tags,
    'tag:"two words",recall': lambda t: bool({"two words", "recall"} & t.tags),
    "-tag:vip,refund": lambda t: not {"vip", "refund"} & t.tags,
    "tag:none": lambda t: not t.tags,
    "priority:urgent": lambda t: t.priority == 4,
    "priority:>=high": lambda t: t.priority >= 3,
    "priority:<normal": lambda t: t.priority < 2,
    "-priority:>low": lambda t: t.priority <= 1,
    "type:incident,problem": lambda t: t.type in ("incident", "problem"),
    "reason:return": lambda t: t.reason in ("Return", "Broken"),
    "reason:Return/Broken": lambda t: t.reason == "Broken",
    "-reason:broken": lambda t: t.reason != "Broken",
    "reason:none": lambda t: t.reason is None,
    "channel:phone": lambda t: t.origin == "phone",
    "channel:help@acme.example": lambda t: t.origin != "form",
    "from:rosa@example.com": lambda t: t.requester == "Rosa Mets",
    "from:juri": lambda t: t.requester == "Jüri Kask",
    "-from:jyri@kask.example,ann": lambda t: t.requester == "Rosa Mets",
    'org:"acme bikes"': lambda t: t.requester == "Ann Lee",
    "org:none": lambda t: t.requester != "Ann Lee",
    "cc:rosa@example.com": lambda t: "Rosa Mets" in t.copies,
    "follower:alice -follower:me": lambda t: "alice" in t.followers and "bob" not in t.followers,
    "mentions:me": lambda t: "bob" in t.mentions,
    "language:et": lambda t: t.language == "et",
    "-language:Estonian,none": lambda t: t.language not in ("et", ""),
    "number:>1900": lambda t: t.number > 1900,
    "number:7,#8": lambda t: t.number in (7, 8),
    "number:<=10 -number:3": lambda t: t.number <= 10 and t.number != 3,
    "created:<7d": lambda t: t.created > NOW - 7 * DAY,
    "created:>=7d": lambda t: t.created <= NOW - 7 * DAY,
    "created:today": lambda t: tallinn(3, 18) <= t.created < tallinn(3, 19),
    "created:yesterday": lambda t: tallinn(3, 17) <= t.created < tallinn(3, 18),
    "created:this-week": lambda t: tallinn(3, 16) <= t.created < tallinn(3, 23),
    "created:last-month": lambda t: tallinn(2, 1) <= t.created < tallinn(3, 1),
    "created:2026-03-01..2026-03-05": lambda t: tallinn(3, 1) <= t.created < tallinn(3, 6),
    "created:2026-02": lambda t: tallinn(2, 1) <= t.created < tallinn(3, 1),
    "created:>2026-03-01": lambda t: t.created >= tallinn(3, 2),
    "created:<=2026-03-01": lambda t: t.created < tallinn(3, 2),
    "created:2026-03-10..": lambda t: t.created >= tallinn(3, 10),
    "updated:<2h": lambda t: t.updated > NOW - 2 * HOUR,
    "solved:<2026-03-10": lambda t: (t.solved or LATE) < tallinn(3, 10),
    "-solved:today": lambda t: not tallinn(3, 18) <= (t.solved or EARLY) < tallinn(3, 19),
    "waiting:>2d": lambda t: (t.waiting or LATE) < NOW - 2 * DAY,
    "-waiting:>2d": lambda t: not (t.waiting or LATE) < NOW - 2 * DAY,
    "due:<2h": lambda t: (t.due or LATE) < NOW + 2 * HOUR,
    "due:>1d": lambda t: t.due is not None and t.due > NOW + DAY,
    "due:tomorrow": lambda t: tallinn(3, 19) <= (t.due or LATE) < tallinn(3, 20),
    "has:attachment": lambda t: "file" in t.messages,
    "has:note -has:reply": lambda t: "note" in t.messages and "reply" not in t.messages,
    "has:draft -is:mine": lambda t: t.draft == "bob" and t.assignee != "bob",
    "has:failed,draft": lambda t: "failed" in t.messages or t.draft == "bob",
    "has:cc has:tag": lambda t: bool(t.copies) and bool(t.tags),
    "has:follower -has:reason": lambda t: bool(t.followers) and t.reason is None,
    "has:org has:assignee": lambda t: t.requester == "Ann Lee" and t.assignee is not None,
    "field.order:4711": lambda t: t.order == 4711,
    "field.order:>5000": lambda t: (t.order or 0) > 5000,
    "-field.order:any": lambda t: t.order is None,
    "(tag:vip OR priority:urgent) is:open": lambda t: ("vip" in t.tags or t.priority == 4) and t.category in OPEN,
    "is:open tag:vip OR is:waiting tag:refund": lambda t: (
        t.category in OPEN and "vip" in t.tags or t.category in WAITING and "refund" in t.tags
    ),
    "-(team:Billing -tag:vip)": lambda t: not (t.team == "Billing" and "vip" not in t.tags),
    "-(is:overdue OR due:<1d) is:open": lambda t: not (t.due or LATE) < NOW + DAY and t.category in OPEN,
    "-(-(has:note OR -assignee:me))": lambda t: "note" in t.messages or t.assignee != "bob",
    "follower:bob OR mentions:bob OR (assignee:bob is:new)": lambda t: (
        "bob" in t.followers | t.mentions or (t.assignee == "bob" and t.category == "new")
    ),
}
ELSEWHERE = {
    "in:spam": lambda t: t.place == "spam",
    "is:trash": lambda t: t.place == "trash",
    "in:inbox,trash tag:vip": lambda t: t.place != "spam" and "vip" in t.tags,
    "-in:inbox": lambda t: t.place != "inbox",
    "in:anywhere is:mine": lambda t: t.assignee == "bob",
    "is:spam OR tag:recall": lambda t: t.place == "spam" or "recall" in t.tags,
}


@pytest.fixture
def crowd(workspace, alice, bob):
    workspace.time_zone = "Europe/Tallinn"
    workspace.save()
    return Crowd(workspace, alice, bob)


def test_worked_queries(crowd, bob):
    wanted = {text: (lambda t, holds=holds: t.place == "inbox" and holds(t)) for text, holds in WORKED.items()}
    wrong, empty = {}, []
    for text, holds in (wanted | ELSEWHERE).items():
        tickets = query.narrow(crowd.workspace.tickets.visible_to(bob), text, bob, now=NOW)
        found = set(tickets.values_list("number", flat=True))
        should = {record.number for record in crowd.records if holds(record)}
        if found != should:
            wrong[text] = {"too many": sorted(found - should)[:5], "missing": sorted(should - found)[:5]}
        if not should:
            empty.append(text)
    assert (wrong, empty) == ({}, [])
