"""What members are told, and how."""

from tests.walker.recipes.shapes import Call, Id, Recipe

CHOICE = {"digest": "each", "digest_at": "08:00", "quiet_from": "", "quiet_until": "", "volume": "0"}

OTHERS = dict.fromkeys(("owner", "admin", "supervisor", "light_agent"), 404)  # it is the agent's

RECIPES = {
    "notifications:news": Recipe(get=Call()),
    "notifications:count": Recipe(get=Call()),
    "notifications:read": Recipe(post=Call(302)),
    "notifications:open": Recipe(path={"public_id": Id("own_news", rows="tickets.read")}, get=Call(302, roles=OTHERS)),
    "notifications:mute": Recipe(
        action="tickets.read", path={"number": Id("ticket", rows="tickets.read")}, post=Call(302)
    ),
    "notifications:settings": Recipe(get=Call(), post=Call(302, CHOICE)),
}
