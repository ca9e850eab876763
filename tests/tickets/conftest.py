"""What the tests of tickets share."""

from tests.fixtures.post import *  # noqa: F403
