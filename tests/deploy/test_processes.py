"""The command of every service runs against real PostgreSQL and Valkey, and answers as its health check asks."""

import pytest

from tests.deploy.stack import APPLICATION


@pytest.mark.parametrize("service", [*APPLICATION, "postgres", "valkey"])
def test_the_service_is_healthy(stack, service):
    said = stack.asks(service)
    assert said.returncode == 0, said.stdout + said.stderr


def test_two_migrations_at_the_same_time_do_not_collide(stack):
    assert [code for _, code in stack.migrated] == [0, 0], stack.migrated
    said = [text for text, _ in stack.migrated]
    assert sum("Another migrate is at work here; waiting for it." in text for text in said) == 1
    assert sorted("Isolation: " in text for text in said) == [False, True]  # the second finds nothing left to do
    assert sorted("No migrations to apply." in text for text in said) == [False, True]


def test_the_init_script_makes_a_role_that_row_level_security_binds(stack):
    assert stack.initialised.returncode == 0, stack.initialised.stderr
    roles = stack.sql(
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
        " WHERE rolname LIKE 'helpdesk%' ORDER BY rolname"
    )
    assert roles == [
        ("helpdesk", True, False, False, False, False),
        ("helpdesk_backup", True, False, True, False, False),
    ]
    owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'helpdesk'"
    assert stack.sql(owner) == [("helpdesk",)]
    password = stack.secret("database_password")
    assert stack.sql("SELECT current_user", database="helpdesk", user="helpdesk", password=password) == [("helpdesk",)]
    with pytest.raises(Exception, match="password authentication failed"):
        stack.sql("SELECT 1", database="helpdesk", user="helpdesk", password="wrong")


def test_the_processes_use_that_role_and_the_checks_of_production_are_content(stack):
    users = stack.sql("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'helpdesk' AND usename <> 'app'")
    assert users == [("helpdesk",)]
    checked = stack.run(
        "web", "python", "manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING"
    )
    assert checked.returncode == 0, checked.stdout
    assert "no issues" in checked.stdout


def test_valkey_keeps_what_it_is_told(stack):
    import redis

    client = redis.Redis(port=stack.ports["6379"])
    wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
    assert {name: client.config_get(name)[name] for name in wanted} == wanted
