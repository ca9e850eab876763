"""Rooms, and what is written in them."""

from tests.walker.recipes.shapes import Call, Id, Recipe

ROOM = {"slug": Id("talk_team", rows="nobody")}  # the other one is a private team's, of which nobody here is a member
FILE = {"public_id": Id("talk_file", rows="nobody")}
MESSAGE = {"public_id": Id("talk_message", rows="nobody")}
ANNOUNCEMENT = {"public_id": Id("announcement")}
WORDS = {"title": "plain news", "text": "plain words", "starts_on": "2026-11-22", "ends_on": ""}
OTHERS = dict.fromkeys(("owner", "admin", "supervisor", "light_agent"), 404)  # it is the agent's

RECIPES = {
    "talk:rooms": Recipe(action="talk.use", get=Call()),
    "talk:count": Recipe(action="talk.use", get=Call()),
    "talk:search": Recipe(action="talk.use", get=Call(query={"q": "plain"})),
    "talk:new": Recipe(action="talk.use", get=Call(), post=Call(302, {"member": Id("insider")})),
    "talk:room": Recipe(action="talk.use", path=ROOM, get=Call()),
    "talk:messages": Recipe(action="talk.use", path=ROOM, post=Call(302, {"text": "plain words"})),
    "talk:seen": Recipe(action="talk.use", path=ROOM, post=Call(204, {"upto": Id("talk_message", rows="nobody")})),
    "talk:message": Recipe(
        action="talk.use", path=MESSAGE, get=Call(302), post=Call(302, {"text": "plain words"}, roles=OTHERS)
    ),
    "talk:uploads": Recipe(
        action="talk.use", path=ROOM, post=Call(data={"remove": Id("talk_file", rows="nobody")}, refused=200)
    ),
    "talk:file": Recipe(action="talk.use", path=FILE, get=Call()),
    "talk:preview": Recipe(action="talk.use", path=FILE, get=Call()),
    # A text has none of these: tests/talk/test_files.py.
    "talk:thumbnail": Recipe(action="talk.use", path=FILE, get=Call(404)),
    "talk:picture": Recipe(action="talk.use", path=FILE, get=Call(404)),
    "talk:page": Recipe(action="talk.use", path=FILE | {"number": "1"}, get=Call(404)),
    "talk:announcements": Recipe(get=Call()),
    "talk:new_announcement": Recipe(action="announcements.write", get=Call(), post=Call(302, WORDS)),
    "talk:announcement": Recipe(action="announcements.write", path=ANNOUNCEMENT, get=Call()),
    "talk:announcement_text": Recipe(
        action="announcements.write", path=ANNOUNCEMENT, get=Call(), post=Call(302, WORDS)
    ),
    "talk:announcement_removal": Recipe(action="announcements.write", path=ANNOUNCEMENT, post=Call(302)),
    "talk:confirmation": Recipe(path=ANNOUNCEMENT, post=Call(302)),
    "talk:removal": Recipe(action="talk.use", path=MESSAGE, post=Call(302, roles=OTHERS)),
}
