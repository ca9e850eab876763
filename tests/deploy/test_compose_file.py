"""What can be read off the compose file, the Caddyfile and the Dockerfile without an engine."""

import re
import subprocess
import sys

import pytest

from helpdesk.run.house import Ports, commands
from helpdesk.run.postgres import INITDB
from tests.deploy import compose
from tests.deploy.compose import ROOT

OURS = {"web", "worker", "beat", "mail", "migrate"}


@pytest.fixture(scope="module")
def file():
    return compose.read(compose.dotenv(ROOT / ".env.example"))


def test_the_services_are_those_of_the_design(file):
    assert set(file["services"]) == OURS | {"proxy", "postgres", "valkey"}


def test_what_has_no_default_is_asked_for():
    with pytest.raises(KeyError, match="Set DOMAIN in .env"):
        compose.read({})


def test_every_service_is_watched_restarted_and_bounded_in_its_logs(file):
    for name, service in file["services"].items():
        assert service["logging"]["options"]["max-size"], name
        if name == "migrate":
            assert service["restart"] == "no" and "healthcheck" not in service
            continue
        assert service["restart"] == "unless-stopped", name
        check = service["healthcheck"]
        assert check["test"][0] == "CMD" and set(check) == {"test", "interval", "timeout", "retries", "start_period"}, (
            name
        )
        assert compose.seconds(check["timeout"]) <= compose.seconds(check["interval"]), name


def test_all_wait_for_the_migration_and_the_migration_for_postgres(file):
    for name in OURS - {"migrate"}:
        waits = {other: how["condition"] for other, how in file["services"][name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "valkey": "service_healthy",
        }
    assert file["services"]["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_only_the_proxy_and_the_mail_listener_are_reached_from_outside(file):
    published = {name: service["ports"] for name, service in file["services"].items() if "ports" in service}
    assert published == {"proxy": ["80:80", "443:443", "443:443/udp"], "mail": ["25:2525"]}


def test_secrets_come_from_files_and_stand_nowhere_else(file):
    for name, service in file["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|KEY|SMTP_URL", key) and key != "SMTP_LISTEN_KEY":
                assert key.endswith("_FILE") and value.startswith("/run/secrets/"), key
                assert value.rpartition("/")[2] in service["secrets"], (name, key)
        assert set(service.get("secrets", [])) <= set(file["secrets"]), name
    script = (ROOT / "deploy/make-secrets.sh").read_text()
    for name, secret in file["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
        assert name in script
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {".env", "/secrets/"} <= set(ignored)
    assert {".env", "secrets", ".git", "var"} <= set((ROOT / ".dockerignore").read_text().splitlines())


def test_our_services_have_no_privileges(file):
    for name in OURS:
        service = file["services"][name]
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"], name


def test_volumes_keep_what_must_be_kept(file):
    mounts = {name: service.get("volumes", []) for name, service in file["services"].items()}
    assert "database:/var/lib/postgresql" in mounts["postgres"]
    assert "doorbell:/data" in mounts["valkey"]
    assert "certificates:/data" in mounts["proxy"]
    for name in ("web", "worker"):
        assert "data:/var/lib/tugi" in mounts[name]  # attachments: what one takes the other sends
    named = {mount.split(":")[0] for all_of in mounts.values() for mount in all_of if not mount.startswith("./")}
    assert named == set(file["volumes"])
    bound = {mount.split(":")[0] for all_of in mounts.values() for mount in all_of if mount.startswith("./deploy")}
    assert bound and all((ROOT / path).is_file() for path in bound)


def test_postgres_is_made_as_make_run_makes_it(file):
    postgres = file["services"]["postgres"]
    assert postgres["image"] == "postgres:18"
    assert postgres["environment"]["POSTGRES_INITDB_ARGS"].split() == INITDB[4:]
    assert postgres["environment"]["POSTGRES_USER"] == INITDB[1] == "app"


def test_the_processes_are_those_of_make_run(file, tmp_path):
    here = commands(Ports(8000, 2525, 2526, 8025), var=tmp_path, demo=False)
    assert set(here) == OURS - {"migrate"}
    queues = here["worker"][here["worker"].index("-Q") + 1]
    assert queues in file["services"]["worker"]["command"]
    assert file["services"]["worker"]["command"][-len(here["worker"]) :][0] == "celery"
    assert "prefork" in file["services"]["worker"]["command"]
    web = file["services"]["web"]["command"]
    assert web[web.index("--ws-per-message-deflate") + 1] == "false"
    drain = int(web[web.index("--timeout-graceful-shutdown") + 1])
    assert drain < compose.seconds(file["services"]["web"]["stop_grace_period"])


def test_the_proxy_asks_before_it_gets_a_certificate_and_hides_what_is_internal(file):
    text = (ROOT / "deploy/Caddyfile").read_text()
    assert "ask http://web:8000/internal/known-host" in text
    assert "@internal path /internal/* /health/*" in text and "respond @internal 404" in text
    named = set(re.findall(r"\{\$(\w+)\}", text))
    assert named == set(file["services"]["proxy"]["environment"])
    assert text.count("{") == text.count("}")


def test_the_image_is_slim_has_two_stages_and_does_not_run_as_root(file):
    build, final = compose.stages()
    assert build[0][1].startswith("python:3.13-slim") and final[0][1] == build[0][1].split()[0]
    assert [rest for name, rest in final if name == "USER"] == ["10001:10001"]
    order = [name for name, _ in final]
    assert order.index("USER") > max(place for place, name in enumerate(order) if name in ("RUN", "COPY"))
    assert all("--from=build" in rest for name, rest in final if name == "COPY")
    assert not [rest for name, rest in build + final if name == "ADD"]
    installed = [rest for name, rest in build if name == "RUN" and "pip install" in rest]
    assert len(installed) == 1 and "--require-hashes" in installed[0] and "--no-deps" in installed[0]
    image = compose.image_environment()
    assert image["VAR_DIR"] == file["services"]["web"]["environment"]["VAR_DIR"]


def test_what_the_build_copies_is_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for needed in ("requirements.txt", "manage.py", "deploy", "helpdesk", "templates"):
        assert (ROOT / needed).exists() and needed not in ignored


WITHOUT = """
import sys
missing = [name.replace("-", "_") for name in sys.argv[1:]]
assert all(__import__("importlib.util").util.find_spec(name) for name in missing), missing
sys.modules.update(dict.fromkeys(missing))  # None: importing it fails as if it were not there
import helpdesk.asgi, helpdesk.celery
from django.core.management import call_command, get_commands, load_command_class
from django.urls import get_resolver
helpdesk.celery.app.loader.import_default_modules()
get_resolver().url_patterns
for command, app in get_commands().items():
    if app in {"helpdesk", "workspaces", "channels_inbox", "tickets", "contacts", "portal"}:
        load_command_class(app, command)
call_command("check")
"""


def test_the_product_starts_without_the_packages_that_the_image_does_not_have():
    lines = (ROOT / "deploy/not-in-the-image.txt").read_text().splitlines()
    names = [line for line in lines if line and not line.startswith("#")]
    locked = (ROOT / "requirements.txt").read_text()
    assert all(re.search(rf"^{name}==", locked, re.MULTILINE) for name in names)
    modules = [{"fonttools": "fontTools"}.get(name, name) for name in names]
    started = subprocess.run(
        [sys.executable, "-c", WITHOUT, *modules],
        cwd=ROOT,
        env={
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "SECRET_KEY": "unused",
            "FIELD_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "DATABASE_URL": "postgres:///unused",
            "REDIS_URL": "redis://unused",
        },
        capture_output=True,
        text=True,
    )
    assert started.returncode == 0, started.stderr
