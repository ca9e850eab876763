"""Members choose other keys, or none."""

import json
import re

import pytest
from django.utils.html import escape

from tickets.commands import DRAWN
from tickets.forms.keys import KeysForm, read, shown
from tickets.keys import GROUPS, changeable


def field_of(member, first):
    """The name of the field for a key."""
    return next(name for name, field in KeysForm(member=member).fields.items() if field.key.first == first)


def sent(client, member, **changes):
    """What the page answers to ``{key: what was written}``; a key is written as Python lets: e, shift_a, g_m."""
    form = KeysForm(member=member)
    data = {name: field.initial for name, field in form.fields.items()}
    for key, text in changes.items():
        data[field_of(member, key.replace("shift_", "shift+").replace("_", " "))] = text
    answer = client.post("/settings/keys/", data)
    member.refresh_from_db()
    return answer


def test_what_is_chosen_is_kept_and_shown(as_bob, bob, ticket):
    assert sent(as_bob, bob, e="Shift S", n="", g_m="g x", shift_a="9").status_code == 302
    assert bob.keys == {"e": "shift+s", "n": "", "g m": "g x", "shift+a": "9"}

    page = as_bob.get("/tickets/1/").content.decode()
    changes = re.search(r'data-key-changes="([^"]+)"', page)[1].replace("&quot;", '"')
    assert json.loads(changes) == bob.keys
    sheet = as_bob.get("/keys/").content.decode()
    assert '<dt>Solve</dt><dd class="key-list__keys"><kbd class="key">Shift</kbd><kbd class="key">S</kbd></dd>' in sheet
    assert '<dt>Internal note</dt><dd class="key-list__keys"><span class="quiet">off</span></dd>' in sheet
    palette = as_bob.get("/palette/").content.decode()
    solve = re.search(r'data-runs="e".*?</div>', palette)[0]
    assert '<kbd class="key">Shift</kbd><kbd class="key">S</kbd>' in solve


def test_all_come_back(as_bob, bob, ticket):
    sent(as_bob, bob, e="9")
    assert "was E" in as_bob.get("/settings/keys/").content.decode()
    assert as_bob.post("/settings/keys/", {"reset": "1"}).status_code == 302
    bob.refresh_from_db()
    assert bob.keys == {}
    assert "data-key-changes" not in as_bob.get("/tickets/1/").content.decode()


def test_keys_may_change_places(as_bob, bob):
    assert sent(as_bob, bob, e="n", n="e").status_code == 302
    assert bob.keys == {"e": "n", "n": "e"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"e": "r"}, "R is taken: “Reply”."),
        ({"e": "g"}, "G begins G M: “My open”."),
        ({"e": "Ctrl S"}, "Write one letter or sign"),
        ({"e": "abc"}, "Write one letter or sign"),
        ({"e": "<b>"}, "Write one letter or sign"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(as_bob, bob, changes, words):
    answer = sent(as_bob, bob, **changes)
    assert answer.status_code == 422 and bob.keys == {}
    page = answer.content.decode()
    assert words in page and f'value="{escape(changes["e"])}"' in page


def test_each_key_reads_as_it_is_written():
    firsts = [key.first for group in GROUPS for key in group.keys if changeable(group, key)]
    assert {first: read(shown(first)) for first in firsts} == {first: first for first in firsts}


def test_scripts_know_which_keys_they_listen_to():
    from pathlib import Path

    text = Path("helpdesk/static/js/keys.js").read_text()
    heard = re.search(r"const HEARD_ELSEWHERE = (\[.*?\]);", text)[1]
    changed = {key.first for group in GROUPS for key in group.keys if key.by_script and changeable(group, key)}
    assert set(json.loads(heard)) == changed - set(DRAWN)
