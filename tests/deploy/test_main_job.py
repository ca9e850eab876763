"""The main job in the production shape: prefork workers, secrets from files, a host behind the proxy."""

import re
import time

from tests.deploy.browser import Browser


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found


def test_a_mail_becomes_a_ticket_and_is_confirmed(stack, mailed_ticket, post_office, owner):
    page = owner.get(mailed_ticket)
    assert page.status == 200
    assert "My order has not arrived" in page.text
    (confirmed,) = wait_for(lambda: [mail for mail in post_office.mails if mail.rcpt_tos == ["rosa@example.com"]])
    assert b"From: Acme <help@acme.example>" in confirmed.content and b"[#1]" in confirmed.content


def test_the_proxy_s_question_is_answered_for_hosts_of_ours_only(stack, owner):
    proxy = Browser(stack.ports["8000"], "web:8000")
    for host, status in (("acme.help.example.com", 200), ("help.example.com", 200), ("evil.example", 404), ("", 404)):
        assert proxy.get(f"/internal/known-host?domain={host}").status == status


def test_logs_are_json_without_addresses(stack, mailed_ticket):
    for name in ("web", "worker", "beat", "mail"):
        text = stack.output[name].read_text()
        assert "rosa@example.com" not in text and "My order" not in text
        assert "Traceback" not in text
        for line in text.splitlines():
            assert line.startswith(("{", "Mail listener: ")), line
    assert re.search(r'"event": "outbox.tried"', stack.output["worker"].read_text())


def test_a_beat_without_valkey_says_so_in_a_line(stack):
    """Last in this file: Celery's own words are 150 lines for each bell."""
    before = len(stack.output["beat"].read_text().splitlines())
    stack.end("valkey")
    try:
        wait_for(lambda: "beat.bell_not_rung" in stack.output["beat"].read_text())
    finally:
        stack.launch("valkey", cwd=stack.folder, more=["--port", str(stack.ports["6379"]), "--bind", "127.0.0.1"])
    stack.wait_until_healthy("valkey")
    lines = stack.output["beat"].read_text().splitlines()[before:]
    assert not [line for line in lines if not line.startswith("{")]
    stack.wait_until_healthy("web")
