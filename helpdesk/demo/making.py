"""Make the demo workspace: everything or nothing, once."""

import json
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from helpdesk.demo.content import load
from helpdesk.demo.planning import plan
from helpdesk.demo.stories import Story
from workspaces.hosts import answer_at_installation
from workspaces.models import Workspace
from workspaces.tenancy import tenant

SLUG = "pohjatuul"
MAIL_ADDRESS = "support@pohjatuul.example"
LOGINS = (("owner", "kadri@pohjatuul.example"), ("agent", "marius@pohjatuul.example"))
CUSTOMER = "sigrid@fjellheim.example"
_LOCK = 0x7475676964656D6F  # "tugidemo": two starts at once make one demo


class NotEmpty(Exception):
    """There are workspaces already; the demo would stand among real work."""


def make(*, now=None, beside=False):
    """Make the workspace with its tickets, as if the last sixty days had been lived. Returns whether it was made now.

    False if it is there already. Raises NotEmpty where there are other workspaces, unless ``beside`` allows that.
    Nothing is mailed: replies are written as sent. Its address is the installation's own, which `make run` prints.
    """
    if there := Workspace.objects.filter(slug=SLUG).first():
        answer_at_installation(there)  # one that was made before it did
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if Workspace.objects.filter(slug=SLUG).exists():
            return False
        if not beside and Workspace.objects.exists():
            raise NotEmpty
        _make(now or timezone.now())
    return True


def _make(now):
    from helpdesk.demo import answers, around, inner_life, loading, news, put_off, talking, views_of_members
    from helpdesk.demo.cast import engage

    content = load()
    cast = engage(content, now=now)
    answer_at_installation(cast.workspace)
    with tenant(cast.workspace):
        as_at = datetime.fromisoformat(settings.DEMO_PLANNED_AT) if settings.DEMO_PLANNED_AT else now
        stories = [Story(planned, cast, now=now) for planned in plan(content, now, as_at=as_at)]
        loading.write(stories, cast)
        loading.write_what_was_seen(stories, cast, now=now)
        inner_life.write(cast.workspace, now=now)
        put_off.write(cast.workspace, now=now)
        around.write(cast.workspace)
        news.tell(cast.workspace, now=now)
        answers.write(cast, now=now)
        views_of_members.write(cast)
        talking.write(cast, now=now)


def facts():
    """How to get in, for ``var/demo.json``."""
    from helpdesk.demo.cast import PASSWORD

    logins = [{"role": role, "email": email, "password": PASSWORD} for role, email in LOGINS]
    return {
        # A customer has no password: the help centre mails a link, and /demo/mail shows it.
        "logins": [*logins, {"role": "customer", "email": CUSTOMER, "password": ""}],
        "mail_address": MAIL_ADDRESS,
        "smtp_port": settings.SMTP_LISTEN_PORT,
    }


def write_facts():
    """Write ``var/demo.json`` whole or not at all."""
    path = settings.VAR_DIR / "demo.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.write_text(json.dumps(facts(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(path)
