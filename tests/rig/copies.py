"""What the houses of a test run start from: migrations, the demo and the font take longer than all else, so one makes them."""

import fcntl
import shutil
from urllib.parse import urlsplit
from uuid import uuid4

from tests.fixtures.migrated import forget_its_name, say, template, url_of

KEPT = ("secrets.json", "static", "media")  # of a house's folder; all else belongs to its processes


class Copies:
    """``give(house)`` lets the first house of a kind start from nothing and stop again; each gets a copy of what it left.

    The databases are those of the test run's PostgreSQL. ``folder`` is one for all workers of the run.
    """

    def __init__(self, folder):
        self.folder = folder

    def give(self, house):
        """Put files into the house's folder; returns the URL of a database for it. ``take_back`` drops that."""
        made = self._made(house)
        for name in KEPT:
            if (made / name).is_dir():
                shutil.copytree(made / name, house.var / name)
            elif (made / name).exists():
                shutil.copy2(made / name, house.var / name)
        name = f"house_{uuid4().hex}"
        say(f'CREATE DATABASE "{name}" TEMPLATE "{_template(house)}"')
        forget_its_name(name)
        return url_of(name)

    def take_back(self, url):
        say(f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')

    def _made(self, house):
        made = self.folder / house.kind
        with (self.folder / f"{house.kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (made / "done").exists():
                shutil.rmtree(made, ignore_errors=True)
                say(f'DROP DATABASE IF EXISTS "{_template(house)}" WITH (FORCE)')
                say(f'CREATE DATABASE "{_template(house)}" TEMPLATE "{template()}"')
                with house.empty(made, database_url=url_of(_template(house))):
                    pass
                (made / "done").touch()
        return made


def _template(house):
    return f"house_{house.kind}"
