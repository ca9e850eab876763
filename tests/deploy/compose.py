"""docker-compose.yml and the Dockerfile as a container engine reads them, as far as this project uses them."""

import re
import shlex
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}")


def read(variables):
    """The compose file with ``${NAME}``, ``${NAME:-default}`` and ``${NAME:?complaint}`` filled in from ``variables``."""

    def fill(found):
        name, operator, rest = found.groups()
        if variables.get(name):
            return variables[name]
        if operator == ":-":
            return rest
        raise KeyError(f"{name}: {rest}")

    return _fill(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), fill)


def _fill(node, fill):
    if isinstance(node, dict):
        return {key: _fill(value, fill) for key, value in node.items()}
    if isinstance(node, list):
        return [_fill(value, fill) for value in node]
    return VARIABLE.sub(fill, node) if isinstance(node, str) else node


def dotenv(path):
    """The variables of a file such as .env.example."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def seconds(text):
    """``10s`` as 10."""
    assert text.endswith("s")
    return int(text[:-1])


def instructions():
    """The Dockerfile as pairs (INSTRUCTION, words), continued lines joined, comments left out."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def stages():
    """The stages of the Dockerfile, each a list of its instructions, FROM first."""
    found = []
    for name, rest in instructions():
        if name == "FROM":
            found.append([])
        found[-1].append((name, rest))
    return found


def image_environment():
    """What ENV says in the last stage, but for PATH."""
    words = [word for name, rest in stages()[-1] if name == "ENV" for word in shlex.split(rest)]
    return {key: value for key, value in (word.split("=", 1) for word in words) if key != "PATH"}
