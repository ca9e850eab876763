"""The statements that make the rows of staged tickets. ``%(workspace)s`` is the workspace's id.

Ids are numbers counted from 1, for tickets and messages alike; sequences are moved on at the end. Contacts, teams,
channels and members were made in order, so the n-th is found by ``offset``.
"""

STAGING = [
    """CREATE UNLOGGED TABLE bench_ticket (
        number bigint, requester int, team int, agent int, channel int, category text, place text, priority int,
        subject text, snippet text, created_at timestamptz, last_at timestamptz, waiting_since timestamptz,
        responded_at timestamptz, solved_at timestamptz)""",
    """CREATE UNLOGGED TABLE bench_message (
        id bigint, ticket bigint, kind text, at timestamptz, agent int, body text)""",
    """CREATE TABLE bench_id AS
       SELECT 'requester' AS what, id, row_number() OVER (ORDER BY id)::int AS n FROM contacts_contact
        WHERE workspace_id = %(workspace)s
       UNION ALL SELECT 'team', id, row_number() OVER (ORDER BY id) FROM workspaces_team
        WHERE workspace_id = %(workspace)s
       UNION ALL SELECT 'agent', id, row_number() OVER (ORDER BY id) FROM workspaces_member
        WHERE workspace_id = %(workspace)s
       UNION ALL SELECT 'channel', id, row_number() OVER (ORDER BY id) FROM channels_inbox_channel
        WHERE workspace_id = %(workspace)s AND kind = 'email'""",
    "CREATE UNIQUE INDEX bench_id_n ON bench_id (what, n)",
    # Midnight of the day on which the load began: one that goes on tomorrow draws the same tickets.
    "CREATE TABLE bench_until AS SELECT date_trunc('day', now(), 'UTC') AS until",
    "ANALYZE bench_id",
]

TICKETS = """
INSERT INTO tickets_ticket (
    id, workspace_id, number, public_id, version, subject, snippet, language, channel_id, origin, requester_id, team_id,
    assignee_id, status_id, category, place, priority, type, awaits_review, created_at, last_message_at, waiting_since,
    first_responded_at, sort_due, solved_at, reopen_until)
SELECT t.number, %(workspace)s, t.number, substr(md5('ticket' || t.number), 1, 26), 2, t.subject, t.snippet, 'en',
    channel.id, 'email', requester.id, team.id, agent.id, status.id, t.category, t.place, t.priority, 'question', false,
    t.created_at, t.last_at, t.waiting_since, t.responded_at,
    coalesce(t.waiting_since, t.last_at + interval '36500 days'), t.solved_at, t.solved_at + interval '14 days'
FROM bench_ticket t
JOIN bench_id requester ON requester.what = 'requester' AND requester.n = t.requester
JOIN bench_id team ON team.what = 'team' AND team.n = t.team
JOIN bench_id channel ON channel.what = 'channel' AND channel.n = t.channel
LEFT JOIN bench_id agent ON agent.what = 'agent' AND agent.n = t.agent
JOIN tickets_status status ON status.workspace_id = %(workspace)s AND status.category = t.category
ORDER BY t.number
"""

RAW_MAILS = """
INSERT INTO channels_inbox_inboundmessage (
    id, workspace_id, channel_id, external_id, raw, size, envelope, state, result, reason, ticket_number, attempts,
    received_at, done_at)
SELECT m.id, %(workspace)s, t.channel_id, encode(sha256(m.id::text::bytea), 'hex'), convert_to(m.body, 'UTF8'),
    length(m.body), '{}', 'done', 'appended', '', m.ticket, 1, m.at, m.at
FROM bench_message m JOIN tickets_ticket t ON t.workspace_id = %(workspace)s AND t.id = m.ticket
WHERE m.kind = 'incoming' ORDER BY m.id
"""

MESSAGES = """
INSERT INTO tickets_message (
    id, workspace_id, ticket_id, public_id, kind, visibility, channel_id, inbound_id, author_contact_id, author_member_id,
    from_name, from_address, body_format, body_text, reply_text, body_html, quoted_lines, message_id, fingerprint,
    in_reply_to, matched_because, marks, is_automatic, created_at, delivery, delivery_error, delivery_attempts,
    queued_at, sent_at)
SELECT m.id, %(workspace)s, m.ticket, substr(md5('message' || m.id), 1, 26), m.kind,
    CASE m.kind WHEN 'note' THEN 'internal' ELSE 'requester' END, t.channel_id, CASE m.kind WHEN 'incoming' THEN m.id END,
    CASE m.kind WHEN 'incoming' THEN t.requester_id END, agent.id, contact.name,
    CASE m.kind WHEN 'incoming' THEN identity.value ELSE '' END, CASE m.kind WHEN 'incoming' THEN 'text' ELSE 'html' END,
    m.body, m.body, CASE m.kind WHEN 'incoming' THEN '' ELSE '<p>' || m.body || '</p>' END,
    CASE WHEN m.kind = 'incoming' AND m.id %% 3 = 0 THEN 12 ELSE 0 END,
    CASE m.kind WHEN 'note' THEN '' ELSE substr(md5('id' || m.id), 1, 30) || '@mail.example' END,
    CASE m.kind WHEN 'incoming' THEN encode(sha256(('f' || m.id)::bytea), 'hex') END, '',
    CASE m.kind WHEN 'incoming' THEN 'own-message-id' ELSE '' END, '[]', false, m.at,
    CASE WHEN m.kind <> 'reply' THEN 'none' WHEN m.id %% 500 = 0 THEN 'failed' ELSE 'sent' END, '', 1, m.at, m.at
FROM bench_message m
JOIN tickets_ticket t ON t.workspace_id = %(workspace)s AND t.id = m.ticket
JOIN contacts_contact contact ON contact.workspace_id = %(workspace)s AND contact.id = t.requester_id
JOIN contacts_identity identity ON identity.workspace_id = %(workspace)s AND identity.contact_id = t.requester_id
LEFT JOIN bench_id agent ON agent.what = 'agent' AND agent.n = m.agent
ORDER BY m.id
"""

RECIPIENTS = """
INSERT INTO tickets_messagerecipient (workspace_id, message_id, kind, name, address)
SELECT %(workspace)s, m.id, 'to', CASE m.kind WHEN 'reply' THEN 'Rosa Mets' ELSE '' END,
    CASE m.kind WHEN 'reply' THEN 'person@company.example' ELSE 'help@bench.example' END
FROM bench_message m WHERE m.kind <> 'note' ORDER BY m.id
"""

ATTACHMENTS = """
INSERT INTO tickets_attachment (
    workspace_id, public_id, message_id, draft_kind, file, name, content_type, size, content_id, is_inline, created_at)
SELECT %(workspace)s, substr(md5('file' || m.id), 1, 26), m.id, '', 'attachments/none', 'photo.jpg', 'image/jpeg', 120000,
    '', false, m.at
FROM bench_message m WHERE m.kind = 'incoming' AND m.id %% 12 = 0 ORDER BY m.id
"""

# What the operations would have written: one event a message, the opening, an assignment, and the way to its status.
EVENTS = """
INSERT INTO tickets_ticketevent (workspace_id, ticket_id, type, at, actor_kind, actor_id, actor_name, data, published_at)
SELECT %(workspace)s, e.ticket, e.type, e.at, e.kind, e.actor, e.name, e.data, e.at FROM (
    SELECT m.id, m.ticket, m.at, CASE m.kind WHEN 'incoming' THEN 'message.received' WHEN 'reply' THEN 'message.replied'
        ELSE 'note.added' END AS type, CASE m.kind WHEN 'incoming' THEN 'contact' ELSE 'member' END AS kind,
        m.agent AS actor, 'Kadri Saar' AS name, jsonb_build_object('message', m.id) AS data
    FROM bench_message m
    UNION ALL SELECT 0, t.number, t.created_at, 'ticket.opened', 'contact', t.requester, 'Rosa Mets',
        jsonb_build_object('origin', 'email', 'channel_name', 'help1@bench.example') FROM bench_ticket t
    UNION ALL SELECT 1, t.number, t.created_at + interval '3 minutes', 'ticket.assigned', 'member', t.agent, 'Kadri Saar',
        jsonb_build_object('old', null, 'old_name', '', 'new', t.agent, 'new_name', 'Kadri Saar')
    FROM bench_ticket t WHERE t.agent IS NOT NULL
    UNION ALL SELECT 2, t.number, coalesce(t.solved_at, t.last_at), 'ticket.status_changed', 'member', t.agent, 'Kadri Saar',
        jsonb_build_object('old_name', 'Open', 'old_category', 'open', 'new_name', initcap(t.category),
            'new_category', t.category)
    FROM bench_ticket t WHERE t.category NOT IN ('new', 'open')
) e ORDER BY e.at
"""

# Three agents have seen each ticket; one of them before its last change.
SEEN = """
INSERT INTO tickets_ticketseen (workspace_id, member_id, ticket_id, version, at)
SELECT %(workspace)s, member.id, t.number, 1 + (t.number + turn) %% 2, t.last_at
FROM bench_ticket t CROSS JOIN generate_series(0, 2) turn
JOIN bench_id member ON member.what = 'agent' AND member.n = 1 + (t.number * 7 + turn * 13) %% 50
"""

INSERTS = {
    "tickets_ticket": TICKETS,
    "channels_inbox_inboundmessage": RAW_MAILS,
    "tickets_message": MESSAGES,
    "tickets_messagerecipient": RECIPIENTS,
    "tickets_attachment": ATTACHMENTS,
    "tickets_ticketevent": EVENTS,
    "tickets_ticketseen": SEEN,
}

TIDY = [
    "UPDATE tickets_ticketnumber SET last = (SELECT max(number) FROM tickets_ticket WHERE workspace_id = %(workspace)s)"
    " WHERE workspace_id = %(workspace)s",
    *(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        for table in ("tickets_ticket", "tickets_message", "channels_inbox_inboundmessage")
    ),
    """WITH changes AS (DELETE FROM tickets_tickettally WHERE workspace_id = %(workspace)s RETURNING *)
       INSERT INTO tickets_tickettally (workspace_id, team_id, assignee_id, bucket, change)
       SELECT workspace_id, team_id, assignee_id, bucket, sum(change) FROM changes
       GROUP BY workspace_id, team_id, assignee_id, bucket""",
    "DROP TABLE bench_ticket, bench_message, bench_id, bench_until",
]
