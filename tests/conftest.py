"""The world that tests stand in: two workspaces with a standing cast, on real PostgreSQL and Redis."""

import os

from helpdesk.run.services import start_for_tests

os.environ.update(start_for_tests())

from tests.fixtures.browser import *  # noqa: E402, F403
from tests.fixtures.cast import *  # noqa: E402, F403
from tests.fixtures.database import *  # noqa: E402, F403
