"""docs/deploy.md names services, programs, commands and files that are there, and the steps that the tests take."""

import re
import shlex

import pytest
from django.core.management import get_commands

from tests.deploy import compose
from tests.deploy.compose import ROOT
from tests.deploy.stack import client_programs

TEXT = (ROOT / "docs/deploy.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
INLINE = re.findall(r"`([^`\n]+)`", TEXT)
LINES = [line for block in BLOCKS for line in block.splitlines()] + [line for line in INLINE if " " in line]
COMPOSE = [
    shlex.split(line.partition("<")[0].partition(">")[0])[2:] for line in LINES if line.startswith("docker compose")
]


@pytest.fixture(scope="module")
def services():
    return set(compose.read(compose.dotenv(ROOT / ".env.example"))["services"])


def test_there_are_steps_to_look_at():
    assert len(COMPOSE) >= 15


@pytest.mark.parametrize("words", COMPOSE, ids=" ".join)
def test_the_step_names_what_is_there(words, services):
    verb, *rest = words
    assert verb in {"up", "build", "run", "exec", "stop", "ps", "logs"}
    plain = [word for word in rest if not word.startswith("-") and "=" not in word]
    if verb in ("exec", "run"):
        service, *program = plain
        assert service in services
        if service == "postgres":
            assert (client_programs() / program[0]).is_file()
        if program[:2] == ["python", "manage.py"]:
            assert program[2] in get_commands()
    elif verb != "build":
        assert set(plain) <= services
    for word in rest:
        if word.startswith(tuple(f"{name}=" for name in services)):
            assert rest[rest.index(word) - 1] == "--scale"


def test_files_and_settings_that_it_names_exist():
    for path in re.findall(r"`((?:deploy|docs)/[\w./-]+|[\w.-]+\.(?:yml|md|example))`", TEXT):
        assert (ROOT / path).exists(), path
    known = (ROOT / "docker-compose.yml").read_text() + (ROOT / ".env.example").read_text()
    for name in re.findall(r"`([A-Z]+_[A-Z_]+)`", TEXT):
        assert name in known, name
    for line in (ROOT / ".env.example").read_text().splitlines():
        if name := re.match(r"#?([A-Z_]+)=", line):
            assert f"${{{name[1]}" in (ROOT / "docker-compose.yml").read_text(), name[1]
