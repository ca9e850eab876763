"""A search that PostgreSQL does not get done with in time."""

import pytest
from django.db import connection

from tickets.views import searching


@pytest.fixture
def no_time(monkeypatch):
    """A limit that no statement keeps."""
    monkeypatch.setattr(searching, "LIST_MILLISECONDS", 1)


def test_it_is_stopped_and_says_so(as_bob, ticket, no_time):
    def slowly(execute, sql, params, many, context):
        if "LIMIT 51" in sql:  # the page of rows: as if there were millions
            sql = sql.replace("SELECT ", "SELECT pg_sleep(0.2), ", 1)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slowly):
        page = as_bob.get("/inbox/search/", {"q": "subject:fire"})
    assert page.status_code == 200
    assert "This search takes too long" in page.content.decode()
    assert as_bob.get("/inbox/all-open/").status_code == 200
