import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from helpdesk.run import identity
from helpdesk.run.binaries import postgres_programs
from helpdesk.run.clean import clean
from helpdesk.run.errors import CannotRun
from helpdesk.run.postgres import Postgres
from helpdesk.run.services import EmbeddedServices
from helpdesk.run.valkey import Valkey

ROOT = Path(__file__).resolve().parents[3]


def identities():
    """The ways that this machine and user allow."""
    ways = {"chosen": identity.choose(), "namespace": identity.in_user_namespace()}
    if os.geteuid() == 0:
        ways["nobody"] = identity.as_nobody()
    return [pytest.param(way, id=name) for name, way in ways.items() if way]


@pytest.fixture
def postgres(tmp_path):
    """Makes servers that are stopped at the end; their folder is below one that only its owner may enter."""
    made = []

    def make(folder=tmp_path / "postgres", **options):
        made.append(Postgres(folder, **{"durable": False, **options}))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def rows(url, statement):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


@pytest.mark.parametrize("who", identities())
def test_postgres_starts_keeps_its_data_and_stops(postgres, tmp_path, who):
    server = postgres(identity=who, durable=True)
    server.start()
    rows(server.url, "CREATE EXTENSION citext; CREATE TABLE kept (word citext); INSERT INTO kept VALUES ('Õnn')")
    assert rows(
        server.url, "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = user"
    ) == [("helpdesk", False, False, True)]
    assert rows(server.url, "SELECT current_database(), lower('ÕÄØ'), current_setting('fsync')") == [
        ("helpdesk", "õäø", "on")
    ]
    server.stop()
    assert server.process.returncode == 0

    again = postgres(identity=who, durable=True)
    again.start()
    assert rows(again.url, "SELECT word FROM kept WHERE word = 'õNN'") == [("Õnn",)]
    again.stop()
    clean(tmp_path)
    assert not again.data.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_as_nobody_unreadable_programs_are_staged(postgres, tmp_path, monkeypatch):
    package = postgres_programs().parent.parent
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    subprocess.run(["cp", "-a", package, package.with_name(package.name + ".libs"), locked], check=True)
    monkeypatch.setenv("EMBEDDED_PG_BIN", str(locked / package.name / "pginstall" / "bin"))
    server = postgres(identity=identity.as_nobody())
    server.start()
    assert server.programs.is_relative_to("/var/tmp")
    assert rows(server.url, "SELECT 1") == [(1,)]


def test_no_tcp_port_is_opened(postgres):
    server = postgres()
    server.start()
    assert rows(server.url, "SHOW listen_addresses") == [("",)]


def test_a_long_path_gets_a_short_socket_folder(postgres, tmp_path):
    server = postgres(tmp_path / ("long" * 30) / "postgres")
    server.folder.parent.mkdir()
    server.start()
    assert rows(server.url, "SELECT 1") == [(1,)]
    server.stop()
    assert not server.sockets.exists()


def test_after_kill_9_it_starts_again_with_its_data(postgres):
    server = postgres(durable=True)
    server.start()
    rows(server.url, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')")
    server.process.kill()
    server.process.wait()
    deadline = time.monotonic() + 15
    while True:  # the manager tries again just so: backends may hold the shared memory for a moment
        try:
            server.start()
            break
        except CannotRun:
            assert time.monotonic() < deadline
    assert rows(server.url, "SELECT word FROM kept") == [("here",)]


@pytest.mark.parametrize("stale", ["gone", "stranger", "zombie"])
def test_a_stale_pid_file_does_not_refuse_the_start(postgres, stale):
    server = postgres()
    server.prepare()
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    if stale == "zombie":
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    elif stale == "gone":
        child.wait()
    pid = os.getppid() if stale == "stranger" else child.pid
    (server.data / "postmaster.pid").write_text(f"{pid}\n{server.data}\n1\n5432\n\n\n1 1\nready   \n")
    server.start()
    assert rows(server.url, "SELECT 1") == [(1,)]
    child.wait()


def test_a_server_left_over_from_another_manager_is_ended_first(postgres):
    left_over = postgres()
    left_over.start()
    server = postgres()
    server.start()
    assert left_over.process.wait(5) is not None
    assert rows(server.url, "SELECT 1") == [(1,)]


def test_data_of_another_major_version_is_refused_in_words(postgres):
    server = postgres()
    server.prepare()
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(CannotRun, match=r"was made by PostgreSQL 14, this is 18\..*make clean"):
        server.start()


def test_valkey_keeps_its_queue_through_kill_9(tmp_path):
    server = Valkey(tmp_path / "valkey", durable=True)
    server.start()
    redis.from_url(server.url).rpush("queue", "one", "two")
    time.sleep(1.2)  # appendfsync everysec
    server.process.kill()
    server.process.wait()
    server.start()
    client = redis.from_url(server.url)
    assert client.lrange("queue", 0, -1) == [b"one", b"two"]
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    client.close()
    server.stop()
    assert server.process.returncode == 0


def test_what_the_environment_names_is_not_embedded(tmp_path):
    named = {"DATABASE_URL": "postgres://db.example.com/x", "REDIS_URL": "redis://redis.example.com"}
    services = EmbeddedServices(tmp_path, durable=True, environ=named)
    assert services.services == []
    assert services.environment == named
    assert EmbeddedServices(tmp_path, durable=True, environ={"REDIS_URL": "redis://r"}).valkey is None


def test_the_services_die_with_a_killed_manager(tmp_path):
    script = """
import json, sys, time
from helpdesk.run.services import EmbeddedServices
services = EmbeddedServices(sys.argv[1], durable=True, environ={})
services.start()
print(json.dumps([service.process.pid for service in services.services]), flush=True)
time.sleep(60)
"""
    manager = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, cwd=ROOT)
    pids = json.loads(manager.stdout.readline())
    assert all(alive(pid) for pid in pids)
    manager.send_signal(signal.SIGKILL)
    manager.wait()
    manager.stdout.close()
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid):
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_the_workers_of_a_test_run_share_postgresql_and_have_a_valkey_each(tmp_path):
    (tmp_path / "conftest.py").write_text("from helpdesk.run.services import start_for_tests\nstart_for_tests()\n")
    (tmp_path / "test_two.py").write_text(
        "import os, pathlib, pytest, redis\n"
        "@pytest.mark.parametrize('n', range(4))\n"
        "def test_writes(n):\n"
        "    worker = os.environ['PYTEST_XDIST_WORKER']\n"
        "    urls = [os.environ['DATABASE_URL'], os.environ['REDIS_URL']]\n"
        f"    pathlib.Path({str(tmp_path)!r}, worker + '.urls').write_text(' '.join(urls))\n"
        "    with redis.from_url(urls[1]) as client:\n"
        "        client.set(worker, n)\n"
        "        assert client.keys() == [worker.encode()]\n"
    )
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "PYTEST"))
    }
    options = "-q -n 2 -p no:django -p no:cacheprovider -c /dev/null --rootdir".split()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path), str(tmp_path)],
        env={**environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    urls = [path.read_text().split() for path in tmp_path.glob("*.urls")]
    databases, redises = ({pair[place] for pair in urls} for place in (0, 1))
    assert (len(databases), len(redises)) == (1, 2)
    folder = Path(databases.pop().split("host=")[1]).parent
    assert not folder.exists()
    assert not any(Path(url.removeprefix("unix://")).exists() for url in redises)
