"""Rooms of Acme."""

import pytest

from talk.operations import talking
from tests.fixtures.cast import make_member


@pytest.fixture
def room(team):
    return talking.room_of(team)


@pytest.fixture
def dana(workspace):
    """An agent of no team."""
    return make_member(workspace, "Dana Doe", "agent")
