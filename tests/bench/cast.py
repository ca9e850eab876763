"""What the client needs to know about a loaded database: ``python -m tests.bench.cast`` prints it as JSON.

``session`` and ``csrf`` of an agent, ``deep``: the cursor at 80 % of each view, ``long`` and ``usual``: numbers of tickets to
read, with more than 20 messages and with 3 to 8, ``answerable``: others to write on, ``team``: an id,
``rare``, ``any`` and ``persons``: words to search for, those that few messages have, those that people happen to write, and
addresses of people; ``pages``: paths of all addresses that need no number.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db.models import Count, F, Max  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402
from django.urls import URLPattern, get_resolver  # noqa: E402

from tests.bench.loading import SLUG  # noqa: E402
from tests.bench.world import RARE_EACH  # noqa: E402
from tickets.inbox import PAGE, URGENCY, VIEWS, team_view  # noqa: E402
from tickets.search.newest import Newest, expected  # noqa: E402
from tickets.search.terms import all_of, parse  # noqa: E402
from tickets.sweeps import fold_tallies, settle_words  # noqa: E402
from tickets.teams import visible_teams  # noqa: E402
from workspaces.models import Workspace  # noqa: E402
from workspaces.tenancy import tenant  # noqa: E402

RARE, MOST_RARE, LOOKED_AT = 120, 10, 500
AS_LOADED = 2  # the version of tickets in inserts.py; whatever is done to a ticket raises it


# Tickets that are read keep their messages, however often the bench writes and takes mail in: those are of the other half.
READ, WRITTEN = 0, 1


def half(rows, number, rest):
    """Those of the query whose ticket's ``number`` is even (READ) or odd (WRITTEN)."""
    return rows.alias(rest=F(number) % 2).filter(rest=rest)


def in_turn(lists):
    """One of each list after the other, as long as all have one: so that the mix is the same, whatever the lists hold."""
    return [one for turn in zip(*lists, strict=False) for one in turn]


def sweep():
    """What a worker does twice a minute."""
    fold_tallies()
    settle_words()


def cast():
    sweep()
    workspace = Workspace.objects.get(slug=SLUG)
    with tenant(workspace):
        member = workspace.members.filter(role="agent").select_related("user", "workspace").order_by("pk").first()
        team = visible_teams(member)[3]
        views = [VIEWS[key] for key in ("all-open", "unassigned", "my-open", "waiting", "solved")] + [team_view(team)]
        sized = workspace.tickets.in_inbox().exclude(category="closed").annotate(size=Count("messages")).order_by("-pk")
        read = half(sized.filter(version=AS_LOADED), "number", READ).values_list("number", flat=True)
        written = half(sized, "number", WRITTEN).values_list("number", flat=True)
        subjects = sized.values_list("subject", flat=True)[:400]
        return {
            "session": _session(member.user),
            "csrf": _get_new_csrf_string(),
            "views": [view.slug for view in views],
            "deep": {view.slug: cursor for view in views if (cursor := deep_cursor(view, member))},
            "long": list(read.filter(size__gt=20)[:40]),
            "usual": in_turn([list(read.filter(size=size)[:8]) for size in range(3, 9)]),
            "answerable": list(written.filter(size__gte=3, size__lte=8)[:300]),
            "team": team.pk,
            "pages": sorted({path for path in pages() if not path.startswith("/demo/")}),
            "rare": _rare(workspace),
            "any": sorted(words_of_subjects(subjects))[:600],
            "persons": list(dict.fromkeys(sized.values_list("requester__identities__value", flat=True)[:400])),
        }


def words_of_subjects(subjects):
    return {word.lower() for subject in subjects for word in subject.split()}


def _rare(workspace):
    """Those that the search finds in at most ten messages, of tickets of all ages; the longest, since of those most are rare."""
    newest, found = Newest(workspace.tickets.all()), []
    last = workspace.tickets.aggregate(Max("number"))["number__max"]
    spread = range(RARE_EACH, last, RARE_EACH * max(1, last // RARE_EACH // LOOKED_AT))
    words = words_of_subjects(workspace.tickets.in_inbox().filter(number__in=spread).values_list("subject", flat=True))
    for word in sorted(words, key=lambda word: (-len(word), word)):
        query = all_of(parse(word))
        if len(newest.hits(query, MOST_RARE + 1, *expected([query]), most_blocks=2)) <= MOST_RARE:
            found.append(word)
        if len(found) == RARE:
            break
    return found


def pages():
    """The path of each address without parameters."""

    def walk(patterns, prefix):
        for one in patterns:
            route = prefix + str(one.pattern).lstrip("^")
            if isinstance(one, URLPattern):
                if "<" not in route and "(" not in route:
                    yield "/" + route
            else:
                yield from walk(one.url_patterns, route)

    return walk(get_resolver().url_patterns, "")


def _session(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def deep_cursor(view, member, least=PAGE):
    """The cursor at 80 % of the view; None where fewer than ``least`` tickets follow."""
    tickets = view.tickets(member)
    total = tickets.count()
    place = int(total * 0.8)
    if not place or total - place < least:
        return None
    ticket = tickets[place - 1]
    at = ticket.sort_due if view.order == URGENCY else ticket.last_message_at
    return f"{int(at.timestamp() * 1_000_000)}-{ticket.pk}"


if __name__ == "__main__":
    print(json.dumps(cast()))
