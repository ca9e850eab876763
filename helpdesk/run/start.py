"""``make run`` from the lock to the last line of the summary, then until somebody stops it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time

from . import house
from .checks import check_space, explained, take_lock
from .errors import CannotRun
from .manager import Manager, Stopped
from .secret_file import load_secrets
from .services import EmbeddedServices
from .summary import summary

SERVICE_SECONDS = 60  # PostgreSQL may have a crash to recover from
ASK_AGAIN_SECONDS = 20


def run(terminal, *, var, environ=os.environ, started_at=None):
    """Start everything on the data in ``var`` and look after it until a signal. Raises CannotRun."""
    started_at = started_at or time.time()
    demo = environ.get("DEMO", "1") != "0"
    lock = take_lock(var)
    try:
        check_space(var)
        ports = house.Ports.from_environment(environ, demo=demo)
        services = EmbeddedServices(var, durable=True, environ=environ)
        record = RunFile(var / "run.json", base_url=f"http://localhost:{ports.web}")
        manager = Manager(terminal, changed=record.write)
        manager.listen_to_signals()
        try:
            _start(manager, terminal, services, ports, var=var, demo=demo, record=record)
            terminal.plain(summary(var, ports, seconds=time.time() - started_at, demo=demo))
            manager.wait_for(lambda: False)
        except Stopped:
            terminal.say("stopping ...")
        finally:
            began = time.monotonic()
            manager.stop()
            services.stop()
            record.remove()
        terminal.say(f"stopped in {time.monotonic() - began:.1f} s. The data is kept in {var}.")
    except (OSError, CannotRun) as problem:
        raise explained(problem, var) from problem
    finally:
        lock.close()


def _start(manager, terminal, services, ports, *, var, demo, record):
    names = " and ".join({"postgres": "PostgreSQL", "valkey": "Valkey"}[one.name] for one in services.services)
    if services.services:
        with terminal.step(names):
            services.prepare()
            for service in services.services:
                manager.start(house.kept_service(service))
            for service in services.services:
                _wait_for_service(manager, service)

    env = house.environment(
        ports, var=var, secrets=load_secrets(var / "secrets.json"), services=services.environment, demo=demo
    )
    record.facts |= {"environment": {name: env[name] for name in ("DATABASE_URL", "REDIS_URL")}}
    for folder in ("static", "staticfiles"):  # the settings and whitenoise look whether they are there
        (var / folder).mkdir(exist_ok=True)
    if not (var / "static" / "fonts" / "inter.woff2").exists():
        font = [sys.executable, "-m", "helpdesk.run.font", str(var / "static" / "fonts")]
        _run_step(manager, terminal, "Interface font", house.step("font", font, env=env))
    migrate = house.manage("migrate", "--no-input", "--verbosity", "0")
    _run_step(manager, terminal, "Migrations", house.step("migrate", migrate, env=env))
    if demo:
        _run_step(manager, terminal, "Demo workspace", house.step("demo", house.manage("make_demo"), env=env))
    else:  # makes var/setup-code, for the summary; refuses when there is a workspace
        subprocess.run(house.manage("setup_code"), env=env, cwd=house.ROOT, capture_output=True)

    with terminal.step("Web, worker, beat and mail listener"):
        for kept in house.kept_commands(ports, var=var, env=env, demo=demo):
            manager.start(kept)
        last_words = None
        while not manager.wait_for(lambda: _ready(ports), seconds=ASK_AGAIN_SECONDS):
            status, words = _health(ports.web)
            if status == 200:
                words = f"the mail listener does not answer on port {ports.smtp}"
            if words != last_words:
                terminal.say(f"not ready yet: {words}")
            last_words = words


def _wait_for_service(manager, service):
    def settled():
        return service.is_ready() or service.process.poll() is not None

    in_time = manager.wait_for(settled, seconds=SERVICE_SECONDS)
    if not in_time or service.process.poll() is not None:
        raise CannotRun(f"{service.name} does not start: {service.why()} (more in {service.log}).")


def _run_step(manager, terminal, what, step):
    with terminal.step(what):
        code = manager.run_to_end(step)
        if code:
            raise CannotRun(f"{what} failed (exit code {code}): the reason stands above.")


def _ready(ports):
    return _health(ports.web)[0] == 200 and _listens(ports.smtp)


def _health(port):
    """(status, words) of GET /health/ready; (None, why) if nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health/ready", headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, f"{answer.status} {answer.read(300).decode(errors='replace')}"
    except (OSError, http.client.HTTPException) as problem:
        return None, f"the web process does not answer ({type(problem).__name__})"
    finally:
        connection.close()


def _listens(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class RunFile:
    """``var/run.json``, for other programs: who runs (name to process id), and where."""

    def __init__(self, path, **facts):
        self.path = path
        self.facts = {"manager": os.getpid(), **facts}

    def write(self, processes):
        half = self.path.with_suffix(".new")
        try:
            half.write_text(json.dumps({**self.facts, "processes": processes}, indent=1))
            half.replace(self.path)
        except OSError:  # a full disk must not stop what runs
            half.unlink(missing_ok=True)

    def remove(self):
        self.path.unlink(missing_ok=True)
