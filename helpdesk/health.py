"""Is the installation able to work?"""

import shutil

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from workspaces import isolation

DISK_LOW_BYTES = 200 * 2**20


def ready():
    """``{"status": "ready"|"degraded"|"down", "problems": [sentence, …]}``.

    Down: PostgreSQL, migrations, isolation or disk. Degraded: Redis, which is only the doorbell.
    """
    problems = []
    try:
        problems += _database()
    except DatabaseError as error:
        problems.append(f"PostgreSQL does not answer: {type(error).__name__}.")
    if shutil.disk_usage(settings.VAR_DIR if settings.VAR_DIR.is_dir() else "/").free < DISK_LOW_BYTES:
        problems.append("The disk is full.")
    if problems:
        return {"status": "down", "problems": problems}
    warnings = _redis()
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
