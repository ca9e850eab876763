"""The set-up as a person meets it: the real file in a small project of its own, with packages that need no index."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from helpdesk.run import bootstrap

SOURCE = Path(bootstrap.__file__)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder with the bootstrap, an empty lock, and the virtual environment that the first run made."""
    root = tmp_path_factory.mktemp("project")
    (root / "helpdesk" / "run").mkdir(parents=True)
    shutil.copy(SOURCE, root / "helpdesk" / "run")
    for lock in ("requirements.txt", "requirements-test.txt"):
        (root / lock).write_text(f"{wheel(root, lock.split('.')[0].replace('-', '_'))}\n")
    return root


def wheel(folder, name, *, sha256=None):
    """Write a package with nothing in it; returns its line in a lock."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    files = {
        f"{name}.py": b"",
        f"{name}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{name}-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{place},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
        for place, data in files.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for place, data in files.items():
            archive.writestr(place, data)
        archive.writestr(f"{name}-1.0.dist-info/RECORD", record + f"{name}-1.0.dist-info/RECORD,,\n")
    digest = sha256 or hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name} @ {path.as_uri()} --hash=sha256:{digest}"


def run(project, *arguments, python=sys.executable, **environ):
    return subprocess.run(
        [python, project / "helpdesk" / "run" / "bootstrap.py", *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
    )


def test_it_installs_once_shows_what_it_does_and_runs_the_command(project):
    code = "import requirements, sys; print('ran in', sys.prefix)"
    first = run(project, "python", "-c", code)
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == f"ran in {project / '.venv'}"
    assert "Virtual environment: " in first.stdout
    assert "Packages of requirements.txt: " in first.stdout

    assert run(project, "python", "-c", code).stdout == f"ran in {project / '.venv'}\n"

    tests = run(project, "--tests", "python", "-c", "import requirements_test")
    assert tests.returncode == 0, tests.stderr
    assert "requirements.txt" not in tests.stdout
    assert "Packages of requirements-test.txt: " in tests.stdout


def test_a_changed_lock_is_installed_and_a_wrong_hash_refused_in_one_line(project):
    lock = project / "requirements.txt"
    before = lock.read_text()
    try:
        lock.write_text(before + wheel(project, "another") + "\n")
        assert run(project, "python", "-c", "import another").returncode == 0
        lock.write_text(before + wheel(project, "evil", sha256="0" * 64) + "\n")
        refused = run(project, "python", "-c", "print('never')")
        assert refused.returncode == 1
        assert "never" not in refused.stdout
        assert refused.stderr.count("\n") == 1
        assert "a package differs from its locked hash" in refused.stderr
    finally:
        lock.write_text(before)


def test_a_missing_venv_module_is_one_line_that_names_the_package(project, tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError('as Debian without python3-venv')")
    other = tmp_path / "other"
    shutil.copytree(project / "helpdesk", other / "helpdesk")
    for lock in ("requirements.txt", "requirements-test.txt"):
        shutil.copy(project / lock, other)
    refused = run(other, PYTHONPATH=str(tmp_path))
    assert refused.returncode == 1
    version = "{}.{}".format(*sys.version_info[:2])
    assert refused.stderr == (
        f"tugi: Python {version} has no venv module: install it (Debian, Ubuntu: apt install python{version}-venv),"
        " then run this again.\n"
    )


def test_too_old_a_python_hands_over_to_a_newer_one_on_the_path(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "FLOOR", (99, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    for name, answer in (("python3.13", 1), ("python3.12", 0)):  # 3.13: a version manager's empty promise
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {answer}\n")
        (tmp_path / name).chmod(0o755)
    assert bootstrap.good_python() == str(tmp_path / "python3.12")


def test_too_old_a_python_alone_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "FLOOR", (99, 0))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.CannotRun, match=r"^Python 3\.\d+ is too old .*: install Python 3\.11 or newer .*\.$"):
        bootstrap.good_python()


def test_old_pythons_can_read_the_file(tmp_path):
    """It has to be compiled before it can say anything: no syntax newer than 3.6."""
    import ast

    ast.parse(SOURCE.read_text(), feature_version=(3, 6))


def test_too_little_space_is_one_line():
    with pytest.raises(bootstrap.CannotRun, match=r"^Only \d+ MB are free at .*, the packages need 999999999 MB: free"):
        bootstrap.check_space(999_999_999)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("x\nERROR: Could not install: [Errno 28] No space left on device\n", "the disk is full: free some space"),
        ("NewConnectionError('...: Temporary failure in name resolution')", "no package index answers: connect"),
        ("Collecting x\nERROR: No matching distribution found for x==1\nmore", "ERROR: No matching distribution"),
        ("", "no reason given"),
    ],
)
def test_pips_complaints_become_one_line(said, line):
    assert bootstrap.reason(said).startswith(line)
    assert "\n" not in bootstrap.reason(said)
