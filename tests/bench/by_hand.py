"""What a person would write without a framework: the standard library parses, psycopg2 inserts the same rows, one commit."""

import email
import email.policy
import hashlib
import json
from pathlib import Path

import psycopg2
from django.conf import settings
from django.utils import timezone

from helpdesk.lib.ids import opaque_id

CONTACT = """
SELECT c.id, c.name FROM contacts_identity i JOIN contacts_contact c ON c.workspace_id = %(ws)s AND c.id = i.contact_id
WHERE i.workspace_id = %(ws)s AND i.kind = 'email' AND i.value = %(address)s"""
NUMBER = "UPDATE tickets_ticketnumber SET last = last + 1 WHERE workspace_id = %(ws)s RETURNING last"
THREAD = """
SELECT t.id FROM tickets_message m JOIN tickets_ticket t ON t.workspace_id = %(ws)s AND t.id = m.ticket_id
WHERE m.workspace_id = %(ws)s AND m.message_id = %(answers)s FOR UPDATE OF t"""
TICKET = """
INSERT INTO tickets_ticket (workspace_id, number, public_id, version, subject, snippet, language, channel_id, origin,
    requester_id, team_id, status_id, category, place, priority, type, awaits_review, created_at, last_message_at,
    waiting_since, sort_due)
VALUES (%(ws)s, %(number)s, %(public_id)s, 1, %(subject)s, %(snippet)s, '', %(channel)s, 'email', %(contact)s, %(team)s,
    %(status)s, 'new', 'inbox', 2, 'question', false, %(now)s, %(now)s, %(now)s, %(now)s) RETURNING id"""
TOUCH = """
UPDATE tickets_ticket SET version = version + 1, last_message_at = %(now)s, snippet = %(snippet)s, category = 'open',
    status_id = %(open)s, waiting_since = coalesce(waiting_since, %(now)s), sort_due = coalesce(waiting_since, %(now)s),
    solved_at = NULL, reopen_until = NULL WHERE workspace_id = %(ws)s AND id = %(ticket)s"""
MESSAGE = """
INSERT INTO tickets_message (workspace_id, ticket_id, public_id, kind, visibility, channel_id, inbound_id,
    author_contact_id, from_name, from_address, body_format, body_text, reply_text, body_html, quoted_lines, message_id,
    fingerprint, in_reply_to, matched_because, marks, is_automatic, created_at, delivery, delivery_error, delivery_attempts)
VALUES (%(ws)s, %(ticket)s, %(public_id)s, 'incoming', 'requester', %(channel)s, %(inbound)s, %(contact)s, %(name)s,
    %(address)s, 'text', %(text)s, %(text)s, '', 0, %(message_id)s, %(fingerprint)s, %(answers)s, %(because)s, '[]',
    false, %(now)s, 'none', '', 0) RETURNING id"""
RECIPIENT = """
INSERT INTO tickets_messagerecipient (workspace_id, message_id, kind, name, address)
VALUES (%(ws)s, %(message)s, 'to', '', %(to)s)"""
ATTACHMENT = """
INSERT INTO tickets_attachment (workspace_id, public_id, message_id, draft_kind, file, name, content_type, size, content_id,
    is_inline, created_at)
VALUES (%(ws)s, %(public_id)s, %(message)s, '', %(file)s, %(filename)s, %(type)s, %(size)s, '', false, %(now)s)"""
EVENT = """
INSERT INTO tickets_ticketevent (workspace_id, ticket_id, type, at, actor_kind, actor_id, actor_name, data)
VALUES (%(ws)s, %(ticket)s, %(type)s, %(now)s, 'contact', %(contact)s, %(name)s, %(data)s)"""
DONE = """
UPDATE channels_inbox_inboundmessage SET state = 'done', result = 'opened', attempts = 1, done_at = %(now)s
WHERE workspace_id = %(ws)s AND id = %(inbound)s"""


class Hand:
    """One connection of its own, without an ORM."""

    def __init__(self, workspace, channel):
        database = settings.DATABASES["default"]
        self.connection = psycopg2.connect(dbname=database["NAME"], user=database["USER"], host=database["HOST"])
        self.common = {"ws": workspace.pk, "channel": channel.pk, "team": channel.team_id}
        self.folder = Path(settings.MEDIA_ROOT) / "by-hand"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.connection, self.connection.cursor() as cursor:
            self._enter(cursor)
            cursor.execute("SELECT category, id FROM tickets_status WHERE workspace_id = %(ws)s", self.common)
            statuses = dict(cursor.fetchall())
        self.common |= {"status": statuses["new"], "open": statuses["open"]}

    def take(self, inbound, raw, *, is_reply):
        """Parse ``raw`` and write what it makes, in one transaction."""
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        text = mail.get_body(("plain",)).get_content()
        sender = mail["From"].addresses[0]
        values = {
            **self.common,
            "inbound": inbound,
            "now": timezone.now(),
            "subject": mail["Subject"],
            "snippet": " ".join(text.split())[:160],
            "text": text,
            "address": sender.addr_spec,
            "to": mail["To"].addresses[0].addr_spec,
            "message_id": mail["Message-ID"].strip(" <>"),
            "answers": (mail["In-Reply-To"] or "").strip(" <>"),
            "fingerprint": hashlib.sha256(raw).hexdigest(),
            "because": "own-message-id" if is_reply else "new",
        }
        with self.connection, self.connection.cursor() as cursor:
            self._enter(cursor)
            cursor.execute(CONTACT, values)
            values["contact"], values["name"] = cursor.fetchone()
            if is_reply:
                cursor.execute(THREAD, values)
                (values["ticket"],) = cursor.fetchone()
                cursor.execute(TOUCH, values)
            else:
                cursor.execute(NUMBER, values)
                (values["number"],) = cursor.fetchone()
                cursor.execute(TICKET, {**values, "public_id": opaque_id()})
                (values["ticket"],) = cursor.fetchone()
            cursor.execute(MESSAGE, {**values, "public_id": opaque_id()})
            (values["message"],) = cursor.fetchone()
            cursor.execute(RECIPIENT, values)
            for part in mail.iter_attachments():
                self._attach(cursor, part, values)
            what = "message.received" if is_reply else "ticket.opened"
            cursor.execute(EVENT, {**values, "type": what, "data": json.dumps({"message": values["message"]})})
            cursor.execute(DONE, values)

    def _attach(self, cursor, part, values):
        data, public_id = part.get_content(), opaque_id()
        (self.folder / public_id).write_bytes(data)
        facts = {"filename": part.get_filename(), "type": part.get_content_type(), "size": len(data)}
        cursor.execute(ATTACHMENT, {**values, **facts, "public_id": public_id, "file": f"by-hand/{public_id}"})

    def _enter(self, cursor):
        cursor.execute("SELECT set_config('app.workspace_id', %(ws)s::text, true)", self.common)
