"""A pytest plugin that comes before pytest-django: the settings read where PostgreSQL and Redis are."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from helpdesk.run.services import start_for_tests

start_for_tests()
