"""``make run``'s own command from nothing to ready, through the death of a process, to its orderly end."""

import json
import os
import signal
import smtplib
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.fixtures.ports import free_port

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def tugi(tmp_path):
    """(process, file with what it said, var, base_url, smtp_port) of a run without the demo, on data and ports of its own."""
    var = tmp_path / "var"
    said = tmp_path / "said"
    ports = {name: free_port() for name in ("PORT", "SMTP_PORT", "MAIL_HEALTH_PORT")}
    inherited = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "FIELD_KEY")}
    process = subprocess.Popen(
        [sys.executable, "-m", "helpdesk.run"],
        cwd=ROOT,
        env={**inherited, "VAR_DIR": str(var), "DEMO": "0", "DATABASE_URL": "", "REDIS_URL": ""}
        | {name: str(port) for name, port in ports.items()},
        stdout=said.open("wb"),
        stderr=subprocess.STDOUT,
    )
    yield process, said, var, f"http://127.0.0.1:{ports['PORT']}", ports["SMTP_PORT"]
    process.kill()
    process.wait()


def read_until(said, words, *, seconds=240):
    deadline = time.monotonic() + seconds
    while words not in said.read_text():
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)
    return said.read_text()


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except OSError:
        return None


def test_it_starts_mends_itself_and_stops(tugi):
    process, output, var, base_url, smtp_port = tugi
    said = read_until(output, "Ctrl-C stops everything")
    for step in ("PostgreSQL and Valkey", "Interface font", "Migrations", "Web, worker, beat and mail listener"):
        assert f"| {step}: " in said
    assert "The code that it asks for:  " in said
    assert status(base_url + "/health/ready") == 200
    assert status(base_url + "/static/fonts/inter.woff2") == 200
    edited = var / "static" / "edited.css"
    for text in ("a {}", "a { color: red }"):
        edited.write_text(text)
        assert urllib.request.urlopen(f"{base_url}/static/edited.css", timeout=5).read().decode() == text
    with smtplib.SMTP("127.0.0.1", smtp_port, timeout=5) as mail:
        assert mail.noop()[0] == 250

    facts = json.loads((var / "run.json").read_text())
    assert facts["manager"] == process.pid
    assert set(facts["processes"]) == {"postgres", "valkey", "web", "worker", "beat", "mail"}
    for name in ("web", "postgres", "valkey"):
        os.kill(facts["processes"][name], signal.SIGKILL)
    read_until(output, "web was killed by SIGKILL; again in 1 s.")
    deadline = time.monotonic() + 30
    while status(base_url + "/health/ready") != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    again = json.loads((var / "run.json").read_text())["processes"]
    assert all(again[name] != facts["processes"][name] for name in ("web", "postgres", "valkey"))

    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert f"The data is kept in {var}." in output.read_text()
    assert not (var / "run.json").exists()
    assert not any(Path(f"/proc/{pid}").exists() for pid in again.values())
