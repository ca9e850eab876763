"""Which processes make up Tugi on one machine, their commands, and the environment they share (DESIGN.md 1)."""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from .checks import check_port, free_port, port_from
from .processes import Kept, launcher

ROOT = Path(__file__).resolve().parents[2]
SERVICES, SINK, APPLICATION = range(3)  # tiers: a worker that finishes its last answer still needs sink and services


@dataclass(frozen=True)
class Ports:
    web: int
    smtp: int
    sink: int
    mail_health: int

    @classmethod
    def from_environment(cls, environ, *, demo):
        """Read and check them all. Raises CannotRun for the first that can not be used."""
        wanted = [("PORT", 8000), ("SMTP_PORT", 2525), *([("SINK_PORT", 2526)] if demo else [])]
        ports = {name: port_from(environ, name, default) for name, default in wanted}
        for name, port in ports.items():
            check_port(port, name=name)
        health = port_from(environ, "MAIL_HEALTH_PORT", free_port())
        return cls(ports["PORT"], ports["SMTP_PORT"], ports.get("SINK_PORT", 2526), health)


def environment(ports, *, var, secrets, services, demo):
    """Everything the processes are told. What the person set wins over secrets, never over services and ports."""
    return {
        **secrets,
        **os.environ,
        **services,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "DEBUG": "0",
        "TUGI_RUN": "1",
        "TUGI_DEMO": "1" if demo else "0",
        "VAR_DIR": str(var),
        "BASE_URL": f"http://localhost:{ports.web}",
        "SMTP_LISTEN_PORT": str(ports.smtp),
        "MAIL_HEALTH_PORT": str(ports.mail_health),
        "DEMO_SINK_PORT": str(ports.sink),
        "PYTHONUNBUFFERED": "1",
        **(_demo_mail(ports) if demo else {}),
    }


def _demo_mail(ports):
    """All mail ends in the sink, whatever server the person named: the demo writes to invented people."""
    return {"SMTP_URL": f"smtp://127.0.0.1:{ports.sink}", "PRIVATE_MAIL_HOSTS": "127.0.0.0/8,::1"}


def manage(*arguments):
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def commands(ports, *, var, demo):
    """{name: argv} of what runs beside the services."""
    python = [sys.executable, "-m"]
    # As root Celery warns at length of what pickle could do; only JSON is accepted here.
    as_root = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [sys.executable, *as_root, "-m", "celery", "--quiet", "-A", "helpdesk"]
    web = [*python, "uvicorn", "helpdesk.asgi:application", "--host", "127.0.0.1", "--port", str(ports.web)]
    quiet = ["--no-access-log", "--log-level", "warning"]
    sockets = ["--ws-per-message-deflate", "false", "--timeout-graceful-shutdown", "10"]
    return {
        **({"sink": manage("demo_sink")} if demo else {}),
        "web": [*web, *sockets, *quiet],
        # One worker has nobody to gossip with, and mingling costs a second at each start.
        "worker": [*celery, "worker", "-P", "threads", "-c", "8", "-Q", "sweeps,inbound,outbound,rules,bulk"]
        + ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--schedule", str(var / "beat-schedule"), "--loglevel", "WARNING"],
        "mail": manage("listen_mail"),
    }


def kept_commands(ports, *, var, env, demo):
    return [
        Kept(name, launcher(argv, env=env, cwd=ROOT), tier=SINK if name == "sink" else APPLICATION)
        for name, argv in commands(ports, var=var, demo=demo).items()
    ]


def kept_service(service):
    return Kept(
        service.name,
        service.launch,
        tier=SERVICES,
        stop_signal=service.stop_signal,
        stop_seconds=service.stop_seconds,
    )


def step(name, argv, *, env):
    """A command that is run once, to its end, before the others start."""
    return Kept(name, launcher(argv, env=env, cwd=ROOT), stop_signal=signal.SIGTERM)
