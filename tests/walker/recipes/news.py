"""What members are told, and how."""

from tests.walker.recipes.shapes import PUBLIC, Call, Id, Recipe

CHOICE = {"digest": "each", "digest_at": "08:00", "quiet_from": "", "quiet_until": "", "volume": "0"}

OTHERS = dict.fromkeys(("owner", "admin", "supervisor", "light_agent"), 404)  # it is the agent's

BROWSER = {
    "endpoint": "https://push.example/plain",
    "p256dh": "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
    "auth": "MDEyMzQ1Njc4OWFiY2RlZg",
}

RECIPES = {
    "notifications:news": Recipe(get=Call()),
    "notifications:count": Recipe(get=Call()),
    "notifications:read": Recipe(post=Call(302)),
    "notifications:open": Recipe(path={"public_id": Id("own_news", rows="tickets.read")}, get=Call(302, roles=OTHERS)),
    "notifications:mute": Recipe(
        action="tickets.read", path={"number": Id("ticket", rows="tickets.read")}, post=Call(302)
    ),
    "notifications:devices": Recipe(post=Call(204, BROWSER)),
    "notifications:device_removal": Recipe(path={"public_id": Id("own_device")}, post=Call(302, roles=OTHERS)),
    "notifications:service_worker": Recipe(PUBLIC, get=Call()),
    "notifications:manifest": Recipe(PUBLIC, get=Call()),
    "notifications:settings": Recipe(get=Call(), post=Call(302, CHOICE)),
}
