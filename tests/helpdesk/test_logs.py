"""Logs hold no words of customers."""

import io
import logging

import structlog

from helpdesk import logs


def test_an_exception_is_told_without_its_words(monkeypatch):
    handler = logging.getLogger().handlers[0]
    out = io.StringIO()
    monkeypatch.setattr(handler, "stream", out, raising=False)
    said_by_customer = "rosa@example.com wrote: my secret"
    try:
        raise KeyError(said_by_customer)
    except KeyError:
        logging.getLogger("django.request").error("Internal Server Error: %s", "/x/", exc_info=True)
        structlog.get_logger("tugi").error("failed", exc_info=True)
    said = out.getvalue()
    assert said.count("raise KeyError(said_by_customer)") == 2 and "test_logs.py" in said
    assert "rosa" not in said and "secret" not in said


def test_only_known_keys_pass():
    event = {"event": "x", "workspace": 1, "address": "rosa@example.com", "body": "words"}
    assert logs.allow_known_keys(None, "info", event) == {"event": "x", "workspace": 1}
