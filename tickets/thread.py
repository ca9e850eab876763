"""A ticket's entries as its page shows them."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from helpdesk.lib.written import ask
from tickets.models import Message

SHOWN = 20  # messages; the rest comes on demand
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
UNFOLDED = 3  # the newest are open whatever was read
# Events that say what a message beside them says already.
SILENT = (
    "message.received",
    "message.replied",
    "note.added",
    "message.sent",
    "message.retried",
    "message.undone",
    "ticket.forwarded",
    "ticket.acknowledged",
)


# What a mail's own HTML says is shown in a frame, which fetches it; here it would only be carried along. So would the
# quoted history of what is not shown as plain text.
MESSAGES = """
SELECT message.id, message.public_id, message.kind, message.visibility, message.created_at,
    message.author_member_id, person.name, member.public_id,
    message.author_contact_id, contact.name, contact.public_id, message.from_name, message.from_address,
    message.body_format, message.reply_text, message.quoted_lines,
    CASE WHEN message.quoted_lines > 0 AND message.body_format = 'text' THEN message.body_text ELSE '' END,
    CASE WHEN message.kind = 'incoming' THEN '' ELSE message.body_html END,
    message.is_automatic, message.matched_because, message.inbound_id,
    message.delivery, message.delivery_error, message.next_attempt_at, message.undo_until, message.minutes_spent,
    CASE WHEN message.side_id IS NOT NULL THEN (
        SELECT public_id FROM tickets_sidethread WHERE workspace_id = message.workspace_id AND id = message.side_id) END,
    message.marks, message.call,
    (SELECT jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'address', address) ORDER BY id)
     FROM tickets_messagerecipient WHERE workspace_id = message.workspace_id AND message_id = message.id),
    (SELECT jsonb_agg(jsonb_build_object('public_id', public_id, 'name', name, 'size', size, 'type', content_type,
         'inline', is_inline, 'file', file) ORDER BY id)
     FROM tickets_attachment WHERE workspace_id = message.workspace_id AND message_id = message.id),
    (SELECT count(*) FROM tickets_message WHERE workspace_id = %s AND ticket_id = %s)
FROM tickets_message message
LEFT JOIN workspaces_member member ON member.workspace_id = message.workspace_id AND member.id = message.author_member_id
LEFT JOIN workspaces_user person ON person.id = member.user_id
LEFT JOIN contacts_contact contact
    ON contact.workspace_id = message.workspace_id AND contact.id = message.author_contact_id
WHERE message.workspace_id = %s AND message.ticket_id = %s
ORDER BY message.created_at DESC, message.id DESC LIMIT %s"""
EVENTS = """
SELECT id, type, at, actor_kind, actor_id, actor_name, data FROM tickets_ticketevent
WHERE workspace_id = %s AND ticket_id = %s AND at >= %s AND type <> ALL (%s) ORDER BY id LIMIT 500"""


class ThreadMessage(NamedTuple):
    """A message as the page needs it: fields of Message, with its author's name instead of three models each.

    ``sent_to`` [{"kind", "name", "address"}], ``files`` [{"public_id", "name", "size", "type", "inline", "file"}].
    """

    pk: int
    public_id: str
    kind: str
    visibility: str
    created_at: datetime
    author_member_id: int | None
    member_name: str | None
    member_public_id: str | None
    author_contact_id: int | None
    contact_name: str | None
    contact_public_id: str | None
    from_name: str
    from_address: str
    body_format: str
    reply_text: str
    quoted_lines: int
    body_text: str
    body_html: str
    is_automatic: bool
    matched_because: str
    inbound_id: int | None
    delivery: str
    delivery_error: str
    next_attempt_at: datetime | None
    undo_until: datetime | None
    minutes_spent: int | None
    side: str | None  # public id of the talk with a third party that it is part of
    marks: list
    call: dict | None
    sent_to: list
    files: list

    @property
    def is_internal(self):
        return self.visibility == Message.Visibility.INTERNAL


class ThreadEvent(NamedTuple):
    """An event as its line needs it: fields of TicketEvent."""

    pk: int
    type: str
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    data: dict


@dataclass
class Entry:
    """A message or an event line. ``is_folded``: read before, and not among the newest."""

    at: object
    message: ThreadMessage | None = None
    event: ThreadEvent | None = None
    is_folded: bool = False
    is_first_unread: bool = False
    day: object = None  # a date: this entry is the first of that day


@dataclass
class Thread:
    """``entries`` oldest first; ``earlier`` messages before them are not shown; ``last_message_id`` 0 if there is none."""

    entries: list
    earlier: int
    last_message_id: int


def thread_of(ticket, *, seen_at=None, everything=False):
    """The Thread of a ticket, in two statements."""
    key = [ticket.workspace_id, ticket.pk]
    rows = ask(MESSAGES, [*key, *key, None if everything else SHOWN])
    messages = [_message(row[:-1]) for row in reversed(rows)]
    earlier = rows[0][-1] - len(rows) if rows else 0
    since = messages[0].created_at if earlier else BEFORE_ALL
    entries = [Entry(message.created_at, message=message) for message in messages]
    entries += [
        Entry(row[2], event=ThreadEvent(*row[:-1], data=json.loads(row[-1])))
        for row in ask(EVENTS, [*key, since, list(SILENT)])
    ]
    _note_undone(entries)
    # At the same instant an event that opened the ticket comes first, one that followed from a message after it.
    entries.sort(
        key=lambda one: (one.at, one.message is not None, 0) if _opens(one) else (one.at, True, one.message is None)
    )
    newest = {message.pk for message in messages[-UNFOLDED:]}
    all_read = True
    for entry in entries:
        if entry.message:
            unread = seen_at is not None and entry.at > seen_at
            entry.is_folded = seen_at is not None and not unread and entry.message.pk not in newest
            entry.is_first_unread = unread and all_read
            all_read = all_read and not unread
    for day, of_day in groupby(entries, key=lambda entry: timezone.localtime(entry.at).date()):
        next(of_day).day = day
    return Thread(entries, earlier, messages[-1].pk if messages else 0)


def _note_undone(entries):
    """Tell the lines of merges that were taken apart: there is nothing to undo."""
    events = [entry.event for entry in entries if entry.event]
    undone = [event.data for event in events if event.type == "ticket.unmerged"]
    for event in events:
        if event.type == "ticket.merged":
            apart = {number for data in undone if data["batch"] == event.data["batch"] for number in data["numbers"]}
            event.data["undone"] = apart >= set(event.data["numbers"])


def _opens(entry):
    return entry.event is not None and entry.event.type == "ticket.opened"


def _message(row):
    """A ThreadMessage of a row of MESSAGES without its last column; the JSON still is text."""
    *plain, marks, call, sent_to, files = row
    return ThreadMessage(
        *plain,
        marks=json.loads(marks) if marks != "[]" else [],
        call=call and json.loads(call),
        sent_to=json.loads(sent_to) if sent_to else [],
        files=json.loads(files) if files else [],
    )


def list_files(message):
    """Those files that stand below the message: inline pictures that its HTML shows are left out."""
    return [file for file in message.files if not (file["inline"] and message.body_format == "html")]
