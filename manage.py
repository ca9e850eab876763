#!/usr/bin/env python
"""Django's command line."""

import os
import sys

# Commands that read files only and work without services and secrets: the settings get stand-ins, which nothing uses.
OFFLINE = {"parse_email"}
STAND_INS = {
    "SECRET_KEY": "unused",
    "FIELD_KEY": "unused",
    "DATABASE_URL": "postgres:///unused",
    "REDIS_URL": "redis:///0",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    if sys.argv[1:2] and sys.argv[1] in OFFLINE:
        for name, value in STAND_INS.items():
            os.environ.setdefault(name, value)
    else:
        from helpdesk.run import beside

        for name, value in beside.environment().items():
            os.environ.setdefault(name, value)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
