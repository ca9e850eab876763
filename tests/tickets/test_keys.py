"""The sheet of keys names those that the pages have, and no others."""

import re
from pathlib import Path

from tickets.inbox import VIEWS
from tickets.keys import GROUPS, Key

ROOT = Path(__file__).resolve().parents[2]
LISTED = [key for group in GROUPS for key in group.keys]


def declared():
    """Every ``data-key`` of a template, and those that the rail gives its views."""
    templates = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    written = {key for text in templates for key in re.findall(r'data-key="([^"{]+)"', text)}
    return written | {view.shortcut for view in VIEWS.values() if view.shortcut}


def test_each_key_that_an_element_declares_is_listed_and_each_listed_one_is_declared():
    assert {key.key for key in LISTED if not key.by_script} == declared()


def test_what_scripts_listen_for_is_in_their_text():
    scripts = {path.name: path.read_text() for path in (ROOT / "helpdesk/static/js").glob("*.js")}
    heard = {
        "j|ArrowDown": "j: 1, ArrowDown: 1" in scripts["live-list.js"],
        "k|ArrowUp": "k: -1, ArrowUp: -1" in scripts["live-list.js"],
        "shift+j": 'dataset.key = "shift+j"' in scripts["open-tickets.js"],
        "shift+k": '"shift+j|shift+k" : "shift+k"' in scripts["open-tickets.js"],
        "x": 'event.key.toLowerCase() === "x"' in scripts["bulk-bar.js"],
        "shift+x": "this.toggle(box, event.shiftKey)" in scripts["bulk-bar.js"],
        "mod+a": 'withCommand && event.key === "a"' in scripts["bulk-bar.js"],
        "mod+Enter": 'withCommand && event.key === "Enter"' in scripts["composer.js"],
        "mod+shift+Enter": 'event.shiftKey && this.kind === "reply"' in scripts["composer.js"],
        "mod+.": 'withCommand && event.key === "."' in scripts["composer.js"],
        "/": 'event.data !== "/"' in scripts["canned-picker.js"],
        "@": "[\\s(])@(" in scripts["composer-mentions.js"],
        "mod+b": "prose.Bold" in scripts["composer-editor.js"],
        "mod+i": "prose.Italic" in scripts["composer-editor.js"],
        "Enter": 'event.key === "Enter" && !event.shiftKey' in scripts["talk-room.js"],
        "shift+Enter": 'event.key === "Enter" && !event.shiftKey' in scripts["talk-room.js"],
        "Escape": all('event.key === "Escape"' in scripts[name] for name in ("menu.js", "drawer.js", "composer.js")),
    }
    assert heard == {key.key: True for key in LISTED if key.by_script}


def test_no_letter_does_two_things():
    single = [key.key for key in LISTED if not key.by_script]
    assert len(single) == len(set(single))


def test_caps():
    assert Key("g m", "").ways == [[["G"], ["M"]]]
    assert [[str(cap) for cap in way[0]] for way in Key("mod+shift+Enter", "").ways] == [["Ctrl", "Shift", "Enter"]]
    assert Key("j|ArrowDown", "").ways == [[["J"]], [["↓"]]]


def test_it_is_a_page_and_the_inside_of_a_dialog(as_bob):
    page = as_bob.get("/keys/").content.decode()
    inside = as_bob.get("/keys/", headers={"hx-request": "true"}).content.decode()

    for text in (page, inside):
        assert '<dt>Internal note</dt><dd class="key-list__keys"><kbd class="key">N</kbd></dd>' in text
        assert "switched off" not in text and "Switch single letters off" in text
    assert "<html" in page and "<html" not in inside
    assert 'id="keys-title"' in inside


def test_who_has_switched_letters_off_reads_that_there(as_bob, bob):
    bob.shortcuts = False
    bob.save()
    assert "Single letters are switched off in your profile" in as_bob.get("/keys/").content.decode()


def test_the_menu_of_every_page_leads_to_it(as_bob):
    assert 'href="/keys/" data-opens="keys-sheet" data-key="?"' in as_bob.get("/settings/profile/").content.decode()
