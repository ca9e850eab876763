"""Every command that the README names is run: here, or by .ci/run. So are its links followed."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.fixtures.post import letter
from tests.rig.demo import DemoHouse

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SERVICES = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY", "DJANGO_SETTINGS_MODULE", "CACHE_URL")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """As a newcomer starts it: from nothing, with PostgreSQL embedded."""
    with DemoHouse(tmp_path_factory.mktemp("demo")) as running:
        yield running


def commands_of(text):
    """The lines of its code blocks, and what stands between backticks and begins with a program of ours."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", text, flags=re.M | re.S)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip()]
    inline = re.findall(
        r"`((?:[A-Z_]+=\S+ )*(?:make|python3?|apt|docker|\.ci/run)\b[^`]*)`", re.sub(r"(?ms)^```.*?^```$", "", text)
    )
    return list(dict.fromkeys([*lines, *inline]))


def run(command, *, var=None, **environ):
    """Run a line of the README in the project's folder, as a shell would; returns what it printed."""
    env = {name: value for name, value in os.environ.items() if name not in SERVICES}
    done = subprocess.run(
        ["sh", "-ec", command],
        cwd=ROOT,
        env=env | ({"VAR_DIR": str(var)} if var else {}) | environ,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def by_ci(command):
    """The build server's script runs it."""
    assert re.search(rf"(^|\s){re.escape(command)}($|\s)", (ROOT / ".ci/run").read_text(), flags=re.M)


def by_the_demo(command, demo):
    """The demo of these tests was started by that very command."""
    assert shlex.join([one for one in demo.command if not one.startswith("--")]) == command
    assert demo.ready() == 200


def test_each_command_is_run_by_somebody():
    assert commands_of(README) == [
        "make run",  # test_it_starts
        "make test",  # .ci/run
        SEND_A_MAIL,  # test_a_mail_is_sent_by_one_line
        'make test ARGS="tests/tickets -k threading"',  # test_a_part_of_the_tests
        "make lint",  # .ci/run
        "make format",  # test_code_is_formatted
        "make clean",  # test_data_are_removed
        ".venv/bin/python manage.py deliver_email --channel support@pohjatuul.example mail.eml",  # test_mails_from_files
        ".venv/bin/python manage.py parse_email mail.eml",  # test_mails_from_files
        "PORT=8001 SMTP_PORT=2600 SINK_PORT=2601 make run",  # test_it_starts, on ports of its own
        "DEMO=0 make run",  # tests/helpdesk/run/test_run.py starts the same with DEMO=0
        "apt install chromium-headless-shell dovecot-imapd",  # .ci/run
        "make",  # test_make_alone_lists_all
        ".ci/run",  # the build server
    ]


SEND_A_MAIL = next(line for line in commands_of(README) if line.startswith("python3 -c"))


def test_it_starts(demo):
    by_the_demo("make run", demo)
    assert {"PORT": str(demo.port), "SMTP_PORT": str(demo.smtp_port)}.items() <= demo.started_with.items()
    assert int(demo.started_with["SINK_PORT"]) != 2526


def test_the_build_server_runs_lint_and_tests_and_installs_their_needs():
    by_ci("make lint")
    by_ci("make test")
    for package in ("chromium-headless-shell", "dovecot-imapd"):
        assert f"missing+=({package})" in (ROOT / ".ci/run").read_text()


def test_a_mail_is_sent_by_one_line(demo, ticket_with):
    assert "2525" in SEND_A_MAIL
    run(SEND_A_MAIL.replace("2525", str(demo.smtp_port)).replace("My bike", "My bike by one line"))
    assert ticket_with("My bike by one line")


@pytest.fixture
def ticket_with(demo):
    """``ticket_with(subject)``: does a ticket with that subject come up within ten seconds?"""

    def found(subject):
        code = (
            "import time; from workspaces.models import Workspace; from workspaces.tenancy import tenant; "
            "from tickets.models import Ticket\n"
            "with tenant(Workspace.objects.get()):\n"
            "    for _ in range(100):\n"
            f"        if Ticket.objects.filter(subject={subject!r}).exists(): print('yes'); break\n"
            "        time.sleep(0.1)\n"
        )
        return "yes" in run(f".venv/bin/python manage.py shell -v 0 -c {shlex.quote(code)}", var=demo.var)

    return found


def test_mails_from_files(demo, tmp_path):
    (tmp_path / "mail.eml").write_bytes(letter(to="support@pohjatuul.example", subject="From a file"))
    deliver, parse = (line for line in commands_of(README) if "mail.eml" in line)
    delivered = json.loads(run(deliver.replace("mail.eml", str(tmp_path / "mail.eml")), var=demo.var))
    assert delivered["result"] == "opened"
    parsed = json.loads(run(parse.replace("mail.eml", str(tmp_path / "mail.eml")), var=tmp_path))
    assert parsed["subject"] == "From a file"


def test_a_part_of_the_tests():
    """What it names is there to be collected; the build server runs ``make test`` itself."""
    line = next(line for line in commands_of(README) if "ARGS=" in line)
    arguments = shlex.split(line)[2].removeprefix("ARGS=")
    assert "test_threading.py" in run(f'make test ARGS="{arguments} --collect-only -q"')


def test_code_is_formatted(tmp_path):
    (tmp_path / "untidy.py").write_text("import os\nx = {  'a':1 }\n")
    run(f"make format PATHS={tmp_path}")
    assert (tmp_path / "untidy.py").read_text() == 'x = {"a": 1}\n'


def test_data_are_removed(tmp_path):
    (tmp_path / "var" / "postgres").mkdir(parents=True)
    run("make clean", var=tmp_path / "var")
    assert list(tmp_path.iterdir()) == []


def test_make_alone_lists_all():
    listed = re.findall(r"^  make (\w+)", run("make"), flags=re.M)
    assert set(listed) >= {"run", "test", "lint", "format", "bench", "faults", "screenshots", "clean"}


@pytest.mark.parametrize("path", ["README.md", *(str(one.relative_to(ROOT)) for one in (ROOT / "docs").rglob("*.md"))])
def test_links_lead_somewhere(path):
    text = (ROOT / path).read_text()
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / path).parent.joinpath(target).exists(), target


def test_the_index_of_decisions_names_them_all():
    named = set(re.findall(r"\]\(([^)]+)\)", (ROOT / "docs/adr/README.md").read_text()))
    assert named == {one.name for one in (ROOT / "docs/adr").glob("*.md")} - {"README.md"}
