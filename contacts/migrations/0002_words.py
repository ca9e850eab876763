"""The words that contacts are found by, kept by triggers: whoever writes a contact, one by one or twenty thousand at once,
cannot forget them.

A contact's words come from the name, the organization's name, and the addresses; telephones are found by their digits with
and without the country's. New rows only add words. Whatever changes or goes has its contact's words written anew.
"""

from django.db import migrations

MARKS = "[\\u0300-\\u036F]"
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION contacts_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(replace(translate(lower(regexp_replace(normalize(value, NFKD), '{MARKS}', '', 'g')),
        'øđłı', 'odli'), 'æ', 'ae'), 'ß', 'ss')
$$;

CREATE OR REPLACE FUNCTION contacts_words(value text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT word FROM regexp_split_to_table(contacts_fold(value), '[^[:alnum:]]+') AS word WHERE word <> ''
$$;

CREATE OR REPLACE FUNCTION contacts_identity_words(kind text, value text) RETURNS SETOF text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT left(contacts_fold(value), 254) WHERE kind <> 'phone'
    UNION SELECT contacts_words(value) WHERE kind <> 'phone'
    UNION SELECT ltrim(value, '+') WHERE kind = 'phone'
    UNION SELECT right(value, size) FROM generate_series(7, 8) AS size WHERE kind = 'phone' AND length(value) > size
$$;

CREATE OR REPLACE FUNCTION contacts_write_words(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO contacts_contactword (workspace_id, contact_id, word)
    SELECT one.workspace_id, one.id, found.word FROM contacts_contact one
    LEFT JOIN contacts_organization firm ON firm.workspace_id = one.workspace_id AND firm.id = one.organization_id
    CROSS JOIN LATERAL (
        SELECT contacts_words(one.name || ' ' || coalesce(firm.name, '') || ' ' || one.external_id) AS word
        UNION SELECT contacts_identity_words(own.kind, own.value) FROM contacts_identity own
            WHERE own.workspace_id = one.workspace_id AND own.contact_id = one.id
    ) AS found
    WHERE one.id = ANY(ids) AND one.merged_into_id IS NULL AND found.word <> ''
    ON CONFLICT DO NOTHING
$$;

CREATE OR REPLACE FUNCTION contacts_rewrite_words(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM contacts_contactword WHERE contact_id = ANY(ids)
        AND workspace_id IN (SELECT DISTINCT workspace_id FROM contacts_contact WHERE id = ANY(ids));
    SELECT contacts_write_words(ids);
$$;

CREATE OR REPLACE FUNCTION contacts_words_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contacts_contactword (workspace_id, contact_id, word)
    SELECT one.workspace_id, one.id, found.word FROM fresh one
    LEFT JOIN contacts_organization firm ON firm.workspace_id = one.workspace_id AND firm.id = one.organization_id
    CROSS JOIN LATERAL (
        SELECT DISTINCT contacts_words(one.name || ' ' || coalesce(firm.name, '') || ' ' || one.external_id) AS word
    ) AS found
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION contacts_words_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(now.id) INTO ids FROM fresh now JOIN stale was ON was.id = now.id
    WHERE (now.name, now.organization_id, now.external_id, now.merged_into_id)
        IS DISTINCT FROM (was.name, was.organization_id, was.external_id, was.merged_into_id);
    IF ids IS NOT NULL THEN PERFORM contacts_rewrite_words(ids); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION contacts_words_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM contacts_contactword WHERE workspace_id = OLD.workspace_id AND contact_id = OLD.id;
    RETURN OLD;
END $$;

CREATE OR REPLACE FUNCTION contacts_words_of_new_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contacts_contactword (workspace_id, contact_id, word)
    SELECT one.workspace_id, one.contact_id, found.word FROM fresh one
    CROSS JOIN LATERAL (SELECT contacts_identity_words(one.kind, one.value) AS word) AS found
    WHERE found.word <> '' ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION contacts_words_of_changed_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT one) INTO ids FROM (
        SELECT unnest(ARRAY[now.contact_id, was.contact_id]) AS one FROM fresh now JOIN stale was ON was.id = now.id
        WHERE (now.contact_id, now.kind, now.value) IS DISTINCT FROM (was.contact_id, was.kind, was.value)) AS touched;
    IF ids IS NOT NULL THEN PERFORM contacts_rewrite_words(ids); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION contacts_words_of_gone_identity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(DISTINCT contact_id) INTO ids FROM stale;
    IF ids IS NOT NULL THEN PERFORM contacts_rewrite_words(ids); END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION contacts_words_of_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ids bigint[];
BEGIN
    SELECT array_agg(one.id) INTO ids FROM fresh now JOIN stale was ON was.id = now.id
    JOIN contacts_contact one ON one.workspace_id = now.workspace_id AND one.organization_id = now.id
    WHERE now.name <> was.name;
    IF ids IS NOT NULL THEN PERFORM contacts_rewrite_words(ids); END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE OR REPLACE TRIGGER contacts_words_new AFTER INSERT ON contacts_contact REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_words_of_new();
CREATE OR REPLACE TRIGGER contacts_words_changed AFTER UPDATE ON contacts_contact REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_words_of_changed();
CREATE OR REPLACE TRIGGER contacts_words_gone BEFORE DELETE ON contacts_contact
    FOR EACH ROW EXECUTE FUNCTION contacts_words_of_gone();
CREATE OR REPLACE TRIGGER contacts_words_new AFTER INSERT ON contacts_identity REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_words_of_new_identity();
CREATE OR REPLACE TRIGGER contacts_words_changed AFTER UPDATE ON contacts_identity REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_words_of_changed_identity();
CREATE OR REPLACE TRIGGER contacts_words_gone AFTER DELETE ON contacts_identity REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_words_of_gone_identity();
CREATE OR REPLACE TRIGGER contacts_words_changed AFTER UPDATE ON contacts_organization
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION contacts_words_of_renamed();
"""
UNDO = """
DROP TRIGGER contacts_words_new ON contacts_contact; DROP TRIGGER contacts_words_changed ON contacts_contact;
DROP TRIGGER contacts_words_gone ON contacts_contact; DROP TRIGGER contacts_words_new ON contacts_identity; DROP TRIGGER contacts_words_changed ON contacts_identity;
DROP TRIGGER contacts_words_gone ON contacts_identity; DROP TRIGGER contacts_words_changed ON contacts_organization;
DROP FUNCTION contacts_words_of_new(), contacts_words_of_changed(), contacts_words_of_gone(), contacts_words_of_new_identity(),
    contacts_words_of_changed_identity(), contacts_words_of_gone_identity(), contacts_words_of_renamed(),
    contacts_rewrite_words(bigint[]), contacts_write_words(bigint[]), contacts_identity_words(text, text),
    contacts_words(text), contacts_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, UNDO)]
