"""A row of words for each message, written by triggers (docs/adr/search-rows-by-trigger.md)."""

from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations

FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION tickets_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN octet_length(words) = length(words) THEN lower(words) ELSE contacts_fold(words) END
$$;

-- Folded, and nothing between the words but one blank.
CREATE OR REPLACE FUNCTION tickets_words(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(tickets_fold(left(words, 300000)), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Of folded words. A document may have 1 MB at most, stems and places included: texts are cut at about 200 kB.
CREATE OR REPLACE FUNCTION tickets_document(plain text, weight "char") RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    start text;
BEGIN
    IF octet_length(plain) > 200000 THEN
        plain := left(plain, (200000::bigint * length(plain) / octet_length(plain))::int);
    END IF;
    start := left(plain, 60000);
    RETURN setweight(to_tsvector('simple', plain), weight) || strip(to_tsvector('english', start))
        || strip(to_tsvector('estonian', start)) || strip(to_tsvector('norwegian', start));
END $$;

-- Each word with one of its letters left out, and whole, behind a "~".
CREATE OR REPLACE FUNCTION tickets_near(words text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT near)), ''::tsvector) FROM (
        SELECT '~' || left(word, place - 1) || substr(word, place + 1) AS near
        FROM unnest(words) word, generate_series(1, length(word) + 1) place
        WHERE length(word) BETWEEN 4 AND 24
    ) every
$$;

-- Words with a figure: order numbers, names of files. "pt20417" is also found by "20417".
CREATE OR REPLACE FUNCTION tickets_numbers(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT tickets_near(array_agg(word)) || coalesce(array_to_tsvector(
        array_agg(DISTINCT substring(word FROM '[0-9]{3,}')) FILTER (WHERE word ~ '[^0-9]' AND word ~ '[0-9]{3}')),
        ''::tsvector)
    FROM (SELECT found[1] AS word
          FROM regexp_matches(left(plain, 20000), '\m[[:alpha:]]*[0-9][[:alnum:]]{3,}\M', 'g') found LIMIT 40) few
$$;

-- A connection keeps the plans that it made while the tables were empty. So they can go but one way: no sequential scans,
-- and rows by their ids alone, for which there is one index. Policies and composite keys hold them to their workspace.
CREATE OR REPLACE FUNCTION tickets_search_ticket(workspace bigint, ticket bigint) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO tickets_ticketsearch (workspace_id, ticket_id, message_id, is_public, document)
    SELECT t.workspace_id, t.id, NULL, true,
        tickets_document(tickets_words(t.subject || ' ' || c.name), 'A')
        || setweight(to_tsvector('simple', tickets_words(others.words)), 'B')
        || tickets_near((string_to_array(tickets_words(t.subject || ' ' || c.name || ' ' || others.words), ' '))[:80])
        || tickets_numbers(tickets_words(t.subject))
    FROM tickets_ticket t
    JOIN contacts_contact c ON c.id = t.requester_id
    LEFT JOIN contacts_organization o ON o.id = c.organization_id
    CROSS JOIN LATERAL (
        SELECT concat_ws(' ', o.name, c.external_id, string_agg(
            CASE i.kind WHEN 'phone' THEN i.value || ' ' || right(i.value, 8) || ' ' || right(i.value, 7)
                ELSE i.value END, ' ')) AS words
        FROM contacts_identity i WHERE i.workspace_id = c.workspace_id AND i.contact_id = c.id
    ) others
    WHERE t.id = ticket
    ON CONFLICT (workspace_id, ticket_id, message_id) DO UPDATE SET document = EXCLUDED.document;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_message(workspace bigint, message bigint) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO tickets_ticketsearch (workspace_id, ticket_id, message_id, is_public, document)
    SELECT m.workspace_id, m.ticket_id, m.id, m.visibility <> 'internal',
        tickets_document(said.words, 'D')
        || setweight(to_tsvector('simple', tickets_words(concat_ws(' ', files.names,
            CASE WHEN m.author_member_id IS NULL THEN m.from_name || ' ' || m.from_address END))), 'C')
        || CASE WHEN said.words ~ '[0-9]' THEN tickets_numbers(said.words) ELSE '' END
        || CASE WHEN files.names ~ '[0-9]' THEN tickets_numbers(tickets_words(files.names)) ELSE '' END
    FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id
    CROSS JOIN LATERAL (
        SELECT tickets_words(CASE WHEN m.reply_text <> '' AND m.created_at > t.created_at THEN m.reply_text ELSE m.body_text END) AS words
        OFFSET 0  -- folded once, not wherever the words are named
    ) said
    CROSS JOIN LATERAL (
        SELECT string_agg(left(a.name, 255), ' ') AS names FROM tickets_attachment a
        WHERE a.workspace_id = m.workspace_id AND a.message_id = m.id AND NOT a.is_inline
    ) files
    WHERE m.id = message
    ON CONFLICT (workspace_id, ticket_id, message_id)
        DO UPDATE SET document = EXCLUDED.document, is_public = EXCLUDED.is_public;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ticket_id <> NEW.ticket_id THEN
        UPDATE tickets_ticketsearch SET ticket_id = NEW.ticket_id
        WHERE workspace_id = NEW.workspace_id AND message_id = NEW.id;
    END IF;
    PERFORM tickets_search_message(NEW.workspace_id, NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tickets_search_message(file.workspace_id, file.message_id)
    FROM (SELECT DISTINCT workspace_id, message_id FROM touched WHERE message_id IS NOT NULL AND NOT is_inline) file;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tickets_search_ticket(NEW.workspace_id, NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_requester(workspace bigint, contact bigint) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    PERFORM tickets_search_ticket(t.workspace_id, t.id) FROM tickets_ticket t
    WHERE t.workspace_id = workspace AND t.requester_id = contact;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tickets_search_of_requester(NEW.workspace_id, NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM tickets_search_of_requester(OLD.workspace_id, OLD.contact_id); END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR OLD.contact_id <> NEW.contact_id) THEN
        PERFORM tickets_search_of_requester(NEW.workspace_id, NEW.contact_id);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tickets_search_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tickets_search_of_requester(c.workspace_id, c.id) FROM contacts_contact c
    WHERE c.workspace_id = NEW.workspace_id AND c.organization_id = NEW.id;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE OR REPLACE TRIGGER tickets_search AFTER INSERT ON tickets_message
    FOR EACH ROW EXECUTE FUNCTION tickets_search_of_message();
CREATE OR REPLACE TRIGGER tickets_search_again AFTER UPDATE OF ticket_id, visibility, body_text, reply_text, from_name ON tickets_message
    FOR EACH ROW WHEN (OLD.ticket_id <> NEW.ticket_id OR OLD.visibility <> NEW.visibility
        OR OLD.body_text <> NEW.body_text OR OLD.reply_text <> NEW.reply_text OR OLD.from_name <> NEW.from_name)
    EXECUTE FUNCTION tickets_search_of_message();
CREATE OR REPLACE TRIGGER tickets_search AFTER INSERT ON tickets_attachment
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION tickets_search_of_files();
CREATE OR REPLACE TRIGGER tickets_search_again AFTER UPDATE ON tickets_attachment
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION tickets_search_of_files();
CREATE OR REPLACE TRIGGER tickets_search AFTER INSERT ON tickets_ticket
    FOR EACH ROW EXECUTE FUNCTION tickets_search_of_ticket();
CREATE OR REPLACE TRIGGER tickets_search_again AFTER UPDATE OF subject, requester_id ON tickets_ticket
    FOR EACH ROW WHEN (OLD.subject <> NEW.subject OR OLD.requester_id <> NEW.requester_id)
    EXECUTE FUNCTION tickets_search_of_ticket();
CREATE OR REPLACE TRIGGER tickets_search_again AFTER UPDATE OF name, external_id, organization_id ON contacts_contact
    FOR EACH ROW WHEN (OLD.name <> NEW.name OR OLD.external_id <> NEW.external_id
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id)
    EXECUTE FUNCTION tickets_search_of_contact();
CREATE OR REPLACE TRIGGER tickets_search AFTER INSERT OR DELETE OR UPDATE OF value, contact_id ON contacts_identity
    FOR EACH ROW EXECUTE FUNCTION tickets_search_of_identity();
CREATE OR REPLACE TRIGGER tickets_search_again AFTER UPDATE OF name ON contacts_organization
    FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION tickets_search_of_organization();
"""
# Also lists blocks of tickets (as in tickets.search.newest), so that the newest hits of a common word are found alone.
# Without a long list of what is to be put into it, which each search would have to read.
BLOCKS = ", ".join(f"((workspace_id << 40) | (ticket_id >> {bits}))" for bits in (8, 10, 12, 14, 16, 18))
INDEX = f"""
CREATE INDEX IF NOT EXISTS ticket_search_words ON tickets_ticketsearch USING gin (workspace_id, document, {BLOCKS})
WITH (gin_pending_list_limit = 1024)
"""

UNDO = """
DROP TRIGGER tickets_search ON tickets_message; DROP TRIGGER tickets_search_again ON tickets_message;
DROP TRIGGER tickets_search ON tickets_attachment; DROP TRIGGER tickets_search_again ON tickets_attachment;
DROP TRIGGER tickets_search ON tickets_ticket; DROP TRIGGER tickets_search_again ON tickets_ticket;
DROP TRIGGER tickets_search_again ON contacts_contact; DROP TRIGGER tickets_search ON contacts_identity;
DROP TRIGGER tickets_search_again ON contacts_organization;
DROP FUNCTION tickets_search_of_organization(); DROP FUNCTION tickets_search_of_identity();
DROP FUNCTION tickets_search_of_contact(); DROP FUNCTION tickets_search_of_requester(bigint, bigint);
DROP FUNCTION tickets_search_of_ticket(); DROP FUNCTION tickets_search_of_files();
DROP FUNCTION tickets_search_of_message(); DROP FUNCTION tickets_search_message(bigint, bigint);
DROP FUNCTION tickets_search_ticket(bigint, bigint); DROP FUNCTION tickets_numbers(text);
DROP FUNCTION tickets_near(text[]); DROP FUNCTION tickets_document(text, "char");
DROP FUNCTION tickets_words(text); DROP FUNCTION tickets_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0002_words"), ("tickets", "0002_tallies")]

    operations = [
        BtreeGinExtension(),
        migrations.RunSQL(INDEX, "DROP INDEX ticket_search_words"),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO),
    ]
