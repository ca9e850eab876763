"""The page that says what each role may do."""

import pytest

from tests.fixtures.cast import make_member
from workspaces import rights, role_words


def test_every_right_has_its_words_once_and_no_words_stand_for_nothing():
    said = [action for _title, lines in role_words.GROUPS for action in lines]
    assert sorted(said) == sorted(rights.matrix())


def test_the_words_say_what_the_table_says():
    lines = {
        str(what): [str(cell.words) for cell in cells] for _title, rows in role_words.table() for what, cells in rows
    }
    assert lines["Answer customers"] == ["All", "All", "Own teams", "Own teams", "No"]
    assert lines["Read and write internal notes"] == ["All", "All", "Own teams", "Own teams", "Own"]
    assert lines["Delete the workspace"] == ["Yes", "No", "No", "No", "No"]
    assert all(len(words) == len(rights.ROLES) for words in lines.values())


@pytest.mark.parametrize("role", rights.ROLES)
def test_every_member_may_read_it(role, client, workspace):
    member = make_member(workspace, "Zoe Quite", role)
    client.force_login(member.user)
    page = client.get("/settings/roles/").content.decode()
    assert f"Yours is {member.get_role_display()}." in page
    assert all(str(what) in page for _title, lines in role_words.GROUPS for what in lines.values())


def test_where_roles_are_given_it_is_at_hand(as_alice, bob):
    for path in ("/settings/members/", "/settings/invitations/", f"/settings/members/{bob.public_id}/"):
        assert 'href="/settings/roles/"' in as_alice.get(path).content.decode(), path
