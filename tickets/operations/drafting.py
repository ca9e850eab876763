"""What was typed and not sent: kept, given back, and never written over unawares."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tickets.bodies import as_text, clean_body
from tickets.models import Draft

LONGEST = 500_000  # characters of HTML


@dataclass(frozen=True)
class Kept:
    """How the draft stands. ``html`` is what the page should show, if that is another text than it sent.

    ``is_elsewhere``: nothing was stored, since another page wrote on from what this one began with.
    """

    revision: int
    at: datetime | None
    has_aside: bool = False
    html: str | None = None
    is_elsewhere: bool = False


@transaction.atomic
def keep(ticket, *, by, kind, body, body_format="html", revision=0, writer="", counter=0, last_message=0, choose=""):
    """Store what ``by`` has typed so far into their draft of ``kind`` ("reply" or "note").

    ``writer`` names the page, ``counter`` its own count of saves: one that was overtaken by a later one changes nothing.
    ``revision`` is what the page goes on from, 0 for nothing: where another page stored something since, nothing is written
    and the answer says ``is_elsewhere``, until the member chose: "this" stores what was sent, "other" what stands there, and
    the text that was not chosen is put aside. "aside" changes the text with the one put aside; "forget" gives that one up.
    Records nothing: a draft is its writer's alone. Returns Kept.
    """
    html, text = clean_body(body[:LONGEST], body_format)
    html = html if text.strip() or "<img" in html else ""
    now = timezone.now()
    draft = _mine(ticket, by, kind).select_for_update().first()
    if draft is None:
        if not html:
            return Kept(0, None)
        draft, is_new = _mine(ticket, by, kind).get_or_create(
            defaults={
                "workspace_id": ticket.workspace_id,
                "ticket": ticket,
                "member": by,
                "kind": kind,
                "body_html": html,
                "revision": _next(revision, now),
                "writer": writer,
                "counter": counter,
                "based_on_message": last_message,
                "updated_at": now,
            }
        )
        if is_new:
            return Kept(draft.revision, now)
    if writer and draft.writer == writer:
        if counter <= draft.counter:
            return Kept(draft.revision, draft.updated_at, bool(draft.aside_html))
    elif draft.revision != revision and not choose and html != draft.body_html:
        return Kept(draft.revision, draft.updated_at, bool(draft.aside_html), is_elsewhere=True)
    shown = None
    if choose == "this":
        _put_aside(draft, draft.body_html, beside=html)
    elif choose == "other":
        _put_aside(draft, html, beside=draft.body_html)
        html = shown = draft.body_html
    elif choose == "aside" and draft.aside_html:
        html, draft.aside_html = draft.aside_html, html
        shown = html
    elif choose == "forget":
        draft.aside_html = ""
    if not html and not draft.aside_html:
        draft.delete()
        return Kept(0, None, html=shown)
    draft.body_html, draft.revision = html, _next(draft.revision, now)
    draft.writer, draft.counter, draft.based_on_message, draft.updated_at = writer, counter, last_message, now
    draft.save()
    return Kept(draft.revision, now, bool(draft.aside_html), shown)


def give_back(ticket, *, to, html, at, last_message=0):
    """Make a reply that did not leave the member's draft again; what they wrote since stays beside it. Returns the Draft."""
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        workspace_id=ticket.workspace_id,
        ticket=ticket,
        member=to,
        kind="reply",
        defaults={
            "body_html": html,
            "revision": _next(0, at),
            "based_on_message": last_message,
            "updated_at": at,
        },
    )
    if not is_new:
        _put_aside(draft, draft.body_html, beside=html)
        draft.body_html, draft.revision, draft.writer, draft.updated_at = html, _next(draft.revision, at), "", at
        draft.save()
    return draft


@transaction.atomic
def append(ticket, *, to, html):
    """Put ``html``, cleaned, behind what the member has typed into their reply. Open pages hear of it as of another device."""
    now = timezone.now()
    draft = _mine(ticket, to, "reply").select_for_update().first()
    draft = draft or Draft(workspace_id=ticket.workspace_id, ticket=ticket, member=to, kind="reply", revision=0)
    draft.body_html += html
    draft.revision, draft.writer, draft.updated_at = _next(draft.revision, now), "", now
    draft.save()


def move(source, into):
    """The drafts on ``source`` stand on ``into``: as their writer's draft there, or below the one that they have."""
    now, drafts = timezone.now(), Draft.objects.select_for_update().filter(workspace_id=into.workspace_id)
    for draft in drafts.filter(ticket=source):
        there = drafts.filter(ticket=into, member_id=draft.member_id, kind=draft.kind).first()
        if there is None:
            draft.ticket = into
        else:
            there.body_html, there.aside_html = there.body_html + draft.body_html, there.aside_html + draft.aside_html
            draft.delete()
            draft = there
        draft.revision, draft.writer = _next(draft.revision, now), ""
        draft.save()


def _mine(ticket, member, kind):
    return Draft.objects.filter(workspace_id=ticket.workspace_id, ticket=ticket, member=member, kind=kind)


def _put_aside(draft, html, *, beside):
    """Keep ``html`` behind the text that is shown, unless all of it stands in that."""
    if as_text(html).strip() not in as_text(beside):
        draft.aside_html = html + draft.aside_html


def _next(revision, now):
    """Higher than any before, of an earlier draft of the ticket too: no page can take one for the other."""
    return max(revision + 1, int(now.timestamp() * 1_000_000))
