"""Makes ``.venv`` and installs the locked packages; then runs what was asked for in it.

    python3 helpdesk/run/bootstrap.py [--tests] [COMMAND ARGUMENT...]

Runs by the system's own Python, so it imports the standard library only, none of its neighbours, and keeps to syntax
that an old Python can read: it has to be able to say that it is too old.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

FLOOR = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14")  # tested ones first
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOCKS = {"run": "requirements.txt", "tests": "requirements-test.txt"}
NEEDED_MB = {"run": 700, "tests": 350}  # measured: 290 and 160, and pip holds a download and its unpacked copy at once


class CannotRun(Exception):
    """One line: what is wrong, and what to do."""


def main(arguments):
    started = time.time()
    sets = ["run"]
    if arguments[:1] == ["--tests"]:
        sets.append("tests")
        arguments = arguments[1:]
    try:
        python = good_python()
        if python != sys.executable:
            os.execv(python, [python, os.path.abspath(__file__)] + sys.argv[1:])
        prepare(sets)
    except CannotRun as problem:
        sys.stdout.flush()
        sys.stderr.write(f"tugi: {problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\ntugi: stopped; the next run goes on from here.\n")
        return 130
    if arguments:
        os.environ.setdefault("TUGI_STARTED_AT", str(started))
        command = PYTHON if arguments[0] == "python" else os.path.join(VENV, "bin", arguments[0])
        os.execv(command, [command] + arguments[1:])
    return 0


def good_python():
    """The running Python if it is new enough, else one on the PATH that is."""
    if sys.version_info >= FLOOR:
        return sys.executable
    for name in CANDIDATES:
        path = shutil.which(name)
        # Asked, not believed: a version manager leaves commands for versions that are not there.
        if path and answers(path, f"import sys; sys.exit(sys.version_info < {FLOOR})"):
            return path
    raise CannotRun(
        "Python {}.{} is too old and no newer one is on the PATH: install Python 3.11 or newer"
        " (Debian, Ubuntu: apt install python3.11 python3.11-venv), then run this again.".format(*sys.version_info[:2])
    )


def prepare(sets):
    """Bring ``.venv`` up to the locks of ``sets``. Does nothing, quickly, when it is."""
    missing = [name for name in sets if not installed(name)]
    if not missing:
        return
    say("Python {}.{}.{} ({})".format(*sys.version_info[:3] + (sys.executable,)))
    check_space(sum(NEEDED_MB[name] for name in missing))
    make_venv()
    for name in missing:
        install(name)


def installed(name):
    try:
        with open(stamp(name)) as file:
            return file.read() == fingerprint(name) and os.access(PYTHON, os.X_OK)
    except OSError:
        return False


def stamp(name):
    return os.path.join(VENV, "installed-" + name)


def fingerprint(name):
    with open(os.path.join(ROOT, LOCKS[name]), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def check_space(needed_mb):
    free_mb = shutil.disk_usage(ROOT).free // 2**20
    if free_mb < needed_mb:
        raise CannotRun(
            f"Only {free_mb} MB are free at {ROOT}, the packages need {needed_mb} MB: free some space, then run this again."
        )


def make_venv():
    if answers(PYTHON, f"import sys, pip; sys.exit(sys.version_info < {FLOOR})"):
        return
    version = "{}.{}".format(*sys.version_info[:2])
    if not answers(sys.executable, "import venv, ensurepip"):
        raise CannotRun(
            f"Python {version} has no venv module: install it (Debian, Ubuntu: apt install python{version}-venv),"
            " then run this again."
        )
    started = time.time()
    say("Virtual environment ...")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if made.returncode:
        raise CannotRun(f"No virtual environment could be made in {VENV}: {reason(made.stdout.decode())}")
    say(f"Virtual environment: {time.time() - started:.1f} s")


def install(name):
    """pip with hashes. The lock names every package, so pip has no dependencies to look for."""
    lock = os.path.join(ROOT, LOCKS[name])
    with open(lock) as file:
        total = len(re.findall(r"^[A-Za-z0-9][^ ]*==", file.read(), re.MULTILINE))
    what = f"Packages of {LOCKS[name]}"
    say(f"{what} ({total}) ...")
    started = time.time()
    options = ["--no-deps", "--require-hashes", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    pip = subprocess.Popen(
        [PYTHON, "-m", "pip", "install"] + options + ["-r", lock], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said = show_progress(pip.stdout, total)
    if pip.wait():
        raise CannotRun(f"The packages could not be installed: {reason(said)}")
    with open(stamp(name), "w") as file:
        file.write(fingerprint(name))
    say(f"{what}: {time.time() - started:.1f} s")


def show_progress(lines, total):
    """Show how far pip is, a line that is written over on a terminal, every five seconds elsewhere. Returns all."""
    everything, count, shown_at = [], 0, time.time()
    on_terminal = sys.stdout.isatty()
    for raw in lines:
        line = raw.decode(errors="replace").rstrip()
        everything.append(line)
        if line.startswith(("Collecting ", "Requirement already satisfied: ")):
            count += 1
            doing = "{:3d} of {}: {}".format(count, total, line.split("==")[0].split(" ")[-1])
        elif line.startswith("Installing collected packages"):
            doing = "unpacking"
        else:
            continue
        if on_terminal:
            sys.stdout.write(f"\r\033[K{LABEL} {doing}")
            sys.stdout.flush()
        elif time.time() - shown_at > 5 or doing == "unpacking":
            shown_at = time.time()
            say("  " + doing)
    if on_terminal:
        sys.stdout.write("\r\033[K")
    return "\n".join(everything)


def reason(text):
    """The line of a program's complaint that helps, with what to do about it."""
    if "No space left on device" in text:
        return "the disk is full: free some space, then run this again."
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:") or "Error:" in line]
    line = (errors or lines or ["no reason given"])[0][:300]
    if any(word in text for word in ("Temporary failure in name resolution", "NewConnectionError", "ConnectTimeout")):
        return "no package index answers: connect to the internet (or set PIP_INDEX_URL), then run this again."
    if "HASHES" in text:
        return f"a package differs from its locked hash, so nothing was trusted: {line}"
    return line


def answers(python, code):
    """True if this interpreter exists and ``code`` ends well in it."""
    try:
        with open(os.devnull, "wb") as nowhere:
            return subprocess.call([python, "-c", code], stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


LABEL = "{:<8} |".format("setup")


def say(text):
    sys.stdout.write(f"{LABEL} {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
