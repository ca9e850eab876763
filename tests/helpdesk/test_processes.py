"""Worker, beat, mail listener and sink as real processes, over this test's database."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from channels_inbox.models import InboundMessage, SystemMail
from helpdesk.run.children import end, spawn
from tests.fixtures.cast import make_workspace
from tests.fixtures.ports import free_port
from workspaces.models import Heartbeat
from workspaces.tenancy import tenant

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "helpdesk"]
WORKER = [*CELERY, "worker", "-P", "threads", "-c", "2", "-Q", "sweeps,inbound,outbound,rules,bulk", "--without-mingle"]


@pytest.fixture
def house(tmp_path):
    """``start(argv)`` runs a part of the product; ``environment`` is what all parts are told."""
    started = []
    ports = {name: free_port() for name in ("smtp", "health", "sink")}
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database,
        "VAR_DIR": str(tmp_path),
        "TUGI_DEMO": "1",
        "SMTP_LISTEN_PORT": str(ports["smtp"]),
        "MAIL_HEALTH_PORT": str(ports["health"]),
        "DEMO_SINK_PORT": str(ports["sink"]),
        "SMTP_URL": f"smtp://127.0.0.1:{ports['sink']}",
        "LOG_LEVEL": "WARNING",
    }

    class House:
        folder = tmp_path

        def start(self, argv):
            started.append(spawn(argv, env=environment, cwd=ROOT))
            return started[-1]

        def run(self, *arguments):
            return subprocess.run([*MANAGE, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True)

    house = House()
    house.ports = ports
    house.environment = environment
    yield house
    for process in started:
        if process.poll() is None:
            end(process, seconds=15)


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def test_what_nobody_rang_for_is_found_sent_and_kept_by_the_sink(house):
    acme = make_workspace("acme")
    with tenant(acme):
        now = timezone.now()
        mail = SystemMail.objects.create(
            workspace=acme,
            message_id="1@acme.example",
            to=["bob@acme.example"],
            subject="Welcome",
            text="Hello",
            delivery="queued",
            queued_at=now,
            next_attempt_at=now,
        )
    house.start([*MANAGE, "demo_sink"])
    house.start([*CELERY, "beat"])
    worker = house.start(WORKER)

    def delivery():
        with tenant(acme):
            return SystemMail.objects.get(pk=mail.pk).delivery

    wait_for(lambda: delivery() == "sent")
    (path,) = (house.folder / "demo-mail").glob("*.eml")
    assert message_from_bytes(path.read_bytes())["Message-ID"] == "<1@acme.example>"
    assert not list((house.folder / "demo-mail").glob("*.part"))

    for kind in ("worker", "beat"):
        wait_for(lambda kind=kind: Heartbeat.objects.fresh(kind).exists())
        said = house.run("health", kind)
        assert (said.returncode, said.stdout) == (0, f"{kind}: alive.\n")
    assert not list(house.folder.glob("*beat*"))  # beat keeps no file

    end(worker, seconds=20)
    Heartbeat.objects.filter(name__startswith="worker").update(at=now - timezone.timedelta(minutes=1))
    said = house.run("health", "worker")
    assert (said.returncode, said.stderr) == (1, "CommandError: worker: no sign of life within the last 20 seconds.\n")


def test_the_mail_listener_takes_mail_answers_for_itself_and_ends_in_order(house):
    acme = make_workspace("acme")
    listener = house.start([*MANAGE, "listen_mail"])
    wait_for(lambda: answers(house.ports["smtp"]) and answers(house.ports["health"]))
    with smtplib.SMTP("127.0.0.1", house.ports["smtp"], timeout=10) as client:
        client.sendmail("rosa@example.com", "help@acme.example", b"Subject: Hi\r\n\r\nHelp!\r\n")
    with tenant(acme):
        assert InboundMessage.objects.count() == 1
    with urllib.request.urlopen(f"http://127.0.0.1:{house.ports['health']}/health/live", timeout=5) as answer:
        assert (answer.status, answer.read()) == (200, b'{"status": "live"}')
    wait_for(lambda: Heartbeat.objects.fresh("mail").exists())

    started = time.monotonic()
    listener.send_signal(signal.SIGTERM)
    assert listener.wait(15) == 0
    assert time.monotonic() - started < 10


def test_a_busy_port_is_said_in_one_line(house):
    with socket.create_server(("127.0.0.1", house.ports["smtp"])):
        said = house.run("listen_mail")
    assert said.returncode == 1
    assert said.stderr.startswith("CommandError: The mail listener can not start: ")
    assert len(said.stderr.splitlines()) == 1


def test_the_sink_runs_in_the_demo_only(house):
    house.environment["TUGI_DEMO"] = "0"
    said = house.run("demo_sink")
    assert (said.returncode, said.stderr) == (1, "CommandError: The sink runs in the demo only (TUGI_DEMO=1).\n")
