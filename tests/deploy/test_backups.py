"""Back-up and restore as docs/deploy.md has them, with rows counted, and a copy that mails nobody."""

import pytest

from tests.deploy.browser import Browser
from tests.deploy.conftest import PASSWORD
from tests.fixtures.ports import free_port

COPY = "helpdesk_copy"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"


def rows(cursor):
    """{table: number of rows}, counted by a superuser, whom no policy binds."""
    cursor.execute(TABLES)
    union = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for (name,) in cursor.fetchall())
    cursor.execute(union)
    return dict(cursor.fetchall())


@pytest.fixture(scope="module")
def copy(stack, mailed_ticket):
    """The environment of a copy: a dump restored into another database, then ``migrate`` there.

    The original works on meanwhile, so the rows are counted in the very snapshot that the dump shows.
    """
    with stack.connection("helpdesk") as connection, connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        stack.counted = rows(cursor)
        dump = stack.client("pg_dump", "-Fc", f"--snapshot={snapshot}", "helpdesk", user="helpdesk_backup")
    assert dump.returncode == 0, dump.stderr.decode()
    made = stack.client("createdb", "-O", "helpdesk", COPY)
    assert made.returncode == 0, made.stderr
    restored = stack.client("pg_restore", "--exit-on-error", "-d", COPY, input=dump.stdout)
    assert restored.returncode == 0, restored.stderr.decode()
    with stack.connection(COPY) as connection, connection.cursor() as cursor:
        stack.restored = rows(cursor)
    environment = stack.environment("migrate") | {"DATABASE_URL": stack.database_url(COPY)}
    stack.copied = stack.run("migrate", "python", "manage.py", "migrate", "--no-input", environment=environment)
    return environment


def test_every_row_of_every_table_is_back(stack, copy):
    assert stack.restored == stack.counted
    assert {"tickets_ticket": 1, "workspaces_workspace": 1}.items() <= stack.restored.items()
    assert stack.restored["tickets_message"] >= 1 and stack.restored["channels_inbox_inboundmessage"] == 1


def test_the_application_s_own_role_can_not_dump(stack, mailed_ticket):
    dump = stack.client("pg_dump", "-Fc", "helpdesk", user="helpdesk")
    assert dump.returncode != 0
    assert b"row-level security" in dump.stderr


def test_the_role_for_back_ups_writes_nothing(stack, mailed_ticket):
    secret = stack.secret("backup_password")
    as_backup = {"database": "helpdesk", "user": "helpdesk_backup", "password": secret}
    assert stack.sql("SELECT count(*) FROM tickets_ticket", **as_backup) == [(1,)]
    with pytest.raises(Exception, match="read-only"):
        stack.sql("DELETE FROM tickets_ticket", **as_backup)
    with pytest.raises(Exception, match="permission denied"):
        stack.sql("SET default_transaction_read_only = off", "DELETE FROM tickets_ticket", **as_backup)


def test_the_copy_is_isolated_paused_and_leaves_numbers_out(stack, copy):
    assert stack.copied.returncode == 0, stack.copied.stdout
    assert "This database was restored from a back-up: sending is paused" in stack.copied.stdout
    paused = "SELECT sending_paused FROM workspaces_workspace"
    assert (stack.sql(paused, database="helpdesk"), stack.sql(paused, database=COPY)) == ([(False,)], [(True,)])
    number = "SELECT last FROM tickets_ticketnumber"
    assert (stack.sql(number, database="helpdesk"), stack.sql(number, database=COPY)) == ([(1,)], [(1001,)])
    newest = "SELECT last_value FROM tickets_ticket_id_seq"
    (before,), (after,) = stack.sql(newest, database="helpdesk")[0], stack.sql(newest, database=COPY)[0]
    assert after == before + 10_000
    again = stack.run("migrate", "python", "manage.py", "migrate", "--no-input", environment=copy)
    assert again.returncode == 0 and "restored" not in again.stdout
    assert stack.sql(number, database=COPY) == [(1001,)]


DUE = """
from datetime import timedelta
from django.utils import timezone
from channels_inbox import outbox
from tickets.models import Message
print("due:", outbox.due(Message, now=timezone.now() + timedelta(hours=1)))
"""


def test_people_sign_in_to_the_copy_and_their_answers_stay_there(stack, copy, mailed_ticket):
    port = free_port()
    words = [str(port) if word == str(stack.ports["8000"]) else word for word in stack.command("web")]
    web = stack.launch("web", words=words, name="web:copy", environment=copy)
    try:
        browser = Browser(port, "acme.help.example.com")
        browser.wait_for("/sign-in/", process=web)
        signed_in = browser.post("/sign-in/", login="alice@acme.example", password=PASSWORD)
        assert (signed_in.status, signed_in.headers["Location"]) == (302, "/inbox/"), signed_in.text[-1500:]
        ready = browser.get("/health/ready")  # row-level security came along, and binds
        assert ready.status == 200, ready.text
        page = browser.get(mailed_ticket)
        assert (page.status, "My order has not arrived" in page.text) == (200, True), page.text
        replied = browser.post(f"{mailed_ticket}replies/", body="On its way.", body_format="text", version="99")
        assert replied.status in (200, 302), replied.text[-1500:]
    finally:
        stack.end("web:copy")
    said = stack.run("migrate", "python", "manage.py", "shell", "-c", DUE, environment=copy)
    assert "due: []" in said.stdout, said.stdout
    queued = "SELECT delivery FROM tickets_message WHERE kind = 'reply'"
    assert stack.sql(queued, database=COPY) == [("queued",)]
