"""The world that tests stand in: two workspaces with a standing cast, on real PostgreSQL and Redis."""

from tests.fixtures.browser import *  # noqa: F403
from tests.fixtures.cast import *  # noqa: F403
from tests.fixtures.database import *  # noqa: F403
from tests.fixtures.http_server import *  # noqa: F403
