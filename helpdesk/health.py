"""Is the installation able to work?"""

import shutil
from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from channels_inbox.models import InboundMessage
from workspaces import heartbeats, isolation
from workspaces.tenancy import across_tenants

DISK_LOW_BYTES = 200 * 2**20
PARTS = {"worker": "worker", "beat": "beat", "mail": "mail listener"}
WAITS_TOO_LONG = timedelta(minutes=1)


def ready():
    """``{"status": "ready"|"degraded"|"down", "problems": [sentence, …]}``.

    Down: PostgreSQL, migrations, isolation or disk. Degraded (work waits, nothing is lost): Redis, which is only the
    doorbell, no worker, beat or mail listener, or mail that waits for longer than it should.
    """
    problems, warnings = [], []
    try:
        problems += _database()
        if not problems:
            warnings += [*_redis(), *_processes(), *_queues()]
    except (DatabaseError, InterfaceError) as error:
        problems.append(f"PostgreSQL does not answer: {type(error).__name__}.")
    if shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.is_dir() else "/").free < DISK_LOW_BYTES:
        problems.append("The disk is full.")
    if problems:
        return {"status": "down", "problems": problems}
    return {"status": "degraded" if warnings else "ready", "problems": warnings}


def _database():
    problems = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery(), current_setting('transaction_read_only')")
        recovering, read_only = cursor.fetchone()
    if recovering or read_only == "on":
        problems.append("PostgreSQL is read-only.")
    if not _all_migrated():
        problems.append("Migrations are missing: run manage.py migrate.")
        return problems
    return problems + isolation.problems()


_migrated = False


def _all_migrated():
    """Looked up until it is true once: what is migrated stays so while this code runs."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _redis():
    try:
        client = redis.Redis.from_url(
            settings.CACHES["default"]["LOCATION"], socket_timeout=1, socket_connect_timeout=1
        )
        client.ping()
    except redis.RedisError:
        return ["Redis does not answer: work goes on, more slowly."]
    return []


def _processes():
    """Without a worker nothing is read or sent; without beat nothing that was missed is found; without the listener no
    mail is taken. The settings say the same in more words (templates/workspaces/_silent_parts.html).
    """
    return [f"No {PARTS[part.kind]} shows a sign of life." for part in heartbeats.silent()]


def _queues():
    """Raw mail that nobody read within a minute."""
    late = timezone.now() - WAITS_TOO_LONG
    with across_tenants("the health of the installation is that of its queues"):
        waits = InboundMessage.objects.filter(state="received", received_at__lt=late).exists()
    return ["Mail that came in has been waiting for more than a minute."] if waits else []
