"""What stands in the way of ``make run`` is told in one line, by the real command."""

import fcntl
import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk.run.clean import clean
from helpdesk.run.errors import CannotRun
from helpdesk.run.house import Ports
from helpdesk.run.secret_file import load_secrets
from helpdesk.run.summary import summary
from tests.fixtures.ports import free_port

ROOT = Path(__file__).resolve().parents[3]


def can_mount():
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


def run(var, **environ):
    done = subprocess.run(
        [sys.executable, "-m", "helpdesk.run"],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(var), **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    return done.stderr


@pytest.fixture
def busy_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("name", ["PORT", "SMTP_PORT", "SINK_PORT"])
def test_a_busy_port(tmp_path, busy_port, name):
    ports = {"PORT": "0", "SMTP_PORT": "0", "SINK_PORT": "0"}
    ports = {other: str(free_port()) for other in ports} | {name: str(busy_port)}
    assert run(tmp_path, **ports) == (
        f"tugi: Port {busy_port} is in use: stop what uses it, or choose another with"
        f" `make run {name}={busy_port + 1}`.\n"
    )


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none(text):
    with pytest.raises(CannotRun, match=rf"^PORT={text} is not a port: give a number from 1 to 65535\.$"):
        Ports.from_environment({"PORT": text}, demo=True)


def test_a_second_run_at_the_same_time(tmp_path):
    (tmp_path / "run.json").write_text(json.dumps({"base_url": "http://localhost:8123"}))
    with (tmp_path / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(tmp_path) == (
            "tugi: Tugi already runs here at http://localhost:8123: use it, or stop it with Ctrl-C in its terminal.\n"
        )
        with pytest.raises(BlockingIOError):
            clean(tmp_path)
    assert (tmp_path / "run.json").exists()


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a file system in memory over ``tmp_path``; takes mount options."""

    def mount(options):
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", tmp_path], check=True)
        return tmp_path

    yield mount
    subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.skipif(not can_mount(), reason="mounting a small disk needs root")
@pytest.mark.parametrize(
    ("options", "line"),
    [
        ("size=24m", "Only 24 MB are free at {}, Tugi needs 200 MB: free some space, then run this again."),
        # Room for some files only, which ends while the database is made.
        ("size=400m,nr_inodes=300", "The disk is full at {}: free some space, then run this again."),
    ],
)
def test_a_full_disk(small_disk, options, line):
    var = small_disk(options)
    free = {name: str(free_port()) for name in ("PORT", "SMTP_PORT", "SINK_PORT")}
    assert run(var, DATABASE_URL="", REDIS_URL="", **free) == f"tugi: {line.format(var)}\n"


def test_secrets_are_made_once_for_the_owner_alone(tmp_path):
    path = tmp_path / "secrets.json"
    made = load_secrets(path)
    assert load_secrets(path) == made
    assert set(made) == {"SECRET_KEY", "FIELD_KEY"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("{")
    with pytest.raises(CannotRun, match="is damaged: bring it back from a copy"):
        load_secrets(path)


def test_clean_removes_the_data(tmp_path):
    var = tmp_path / "var"
    elsewhere = tmp_path / "elsewhere"
    (var / "postgres").mkdir(parents=True)
    (elsewhere / "postgres").mkdir(parents=True)
    (var / "postgres" / "elsewhere").symlink_to(elsewhere)
    assert clean(var) == f"Removed {var}: database, queue, attachments, secrets. The next `make run` begins anew."
    assert list(tmp_path.iterdir()) == []
    assert clean(var) == f"Nothing to remove: there is no {var}."


def test_the_summary_names_address_logins_and_a_mail_that_can_be_sent(tmp_path):
    facts = {
        "logins": [
            {"role": "Owner", "email": "mari@example.com", "password": "correct horse"},
            {"role": "Customer", "email": "rosa@example.com", "password": None},
        ],
        "mail_address": "help@example.com",
    }
    (tmp_path / "demo.json").write_text(json.dumps(facts))
    text = summary(tmp_path, Ports(8000, 2525, 2526, 8025), seconds=3.21, demo=True)
    assert "Tugi is ready after 3.2 s:  http://localhost:8000" in text
    assert "Members sign in at       http://localhost:8000/inbox/" in text
    assert "Owner     mari@example.com  correct horse" in text
    assert "Customer  rosa@example.com  signs in by a mailed link" in text
    command = text[text.index("python3 -c") : text.index('"\n', text.index("python3 -c")) + 1]
    code = (
        command.removeprefix('python3 -c "')
        .removesuffix('"')
        .replace("smtplib.SMTP(", "print((")
        .replace(").sendmail(", "), (")
    )
    shown = subprocess.run([sys.executable, "-c", code + ")"], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    assert "2525" in shown.stdout
    assert "To: help@example.com\\nSubject: My bike\\n\\nIs it ready?" in shown.stdout
