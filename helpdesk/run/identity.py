"""Who PostgreSQL runs as. It refuses root, and initdb refuses a user id without a name."""

import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

NOBODY = 65534


@dataclass(frozen=True)
class Identity:
    """``prefix`` goes before a command line, ``owner`` (a user id) has to own the data, ``popen`` goes to Popen."""

    prefix: tuple = ()
    owner: int = field(default_factory=os.geteuid)
    popen: dict = field(default_factory=dict)

    @property
    def is_other_user(self):
        return self.owner != os.geteuid()


def choose():
    """The identity for this process: itself, else a user namespace, else (as root) ``nobody``."""
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return Identity()
    namespace = in_user_namespace()
    if namespace is not None:
        return namespace
    return as_nobody() if os.geteuid() == 0 else Identity()


def in_user_namespace():
    """Another name for the same user: inside it is not root, outside the files stay its own. None where refused.

    Works also below folders that only the user may enter. Docker's default seccomp profile refuses it.
    """
    unshare = shutil.which("unshare")
    name = next((uid for uid in (NOBODY, *(entry.pw_uid for entry in pwd.getpwall())) if uid and _has_name(uid)), None)
    if unshare is None or name is None:
        return None
    prefix = (unshare, "-U", f"--map-user={name}", f"--map-group={name}")
    allowed = subprocess.run([*prefix, "true"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    return Identity(prefix=prefix) if allowed else None


def as_nobody():
    """User id 65534. Needs root, and folders that everybody may enter: see ``can_enter`` and ``staged``."""
    return Identity(owner=NOBODY, popen={"user": NOBODY, "group": NOBODY, "extra_groups": []})


def can_enter(folder):
    """True if any user may walk down to ``folder`` and into it."""
    folder = Path(folder).resolve()
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


def can_read(program):
    """True if any user may read and run the file ``program``."""
    return can_enter(Path(program).parent) and Path(program).stat().st_mode & 0o005 == 0o005


def give(folder, owner):
    """Make ``owner`` (a user id) the owner of ``folder`` and all below it, if it is not yet."""
    if folder.stat().st_uid == owner:
        return
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(os.path.join(place, name), owner, -1)
    os.chown(folder, owner, -1)  # last, so that an interrupted walk is begun again


def public_folder(name):
    """``/var/tmp/<name>``, made by us and writable by us alone; None if somebody else took that name."""
    folder = Path("/var/tmp") / name
    try:
        folder.mkdir(mode=0o711)
        folder.chmod(0o711)
    except FileExistsError:
        pass
    facts = folder.lstat()
    ours = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and not facts.st_mode & 0o022
    return folder if ours else None


def staged(trees, *, name):
    """A folder under /var/tmp with copies of ``trees`` ({relative place: source folder}), for every user to read.

    Nobody else can write there. Made once for each ``name`` (which holds the version) and shared by all that run here as root.
    """
    home = public_folder(f"tugi-{os.geteuid()}") or Path(tempfile.mkdtemp(prefix="tugi-", dir="/var/tmp"))
    home.chmod(0o711)
    copy = home / name
    if not copy.exists():
        half = Path(tempfile.mkdtemp(prefix="copying-", dir=home))
        for place, source in trees.items():
            shutil.copytree(source, half / "tree" / place, ignore=shutil.ignore_patterns("include"))
        for place, _folders, files in os.walk(half / "tree"):
            os.chmod(place, 0o755)
            for file in files:
                path = Path(place, file)
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            (half / "tree").rename(copy)
        except OSError:  # another start was quicker, its copy is as good
            if not copy.exists():
                raise
        shutil.rmtree(half, ignore_errors=True)
    return copy


def _has_name(uid):
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
