"""The customers' pages."""

from tests.walker.recipes.shapes import CUSTOMERS, PUBLIC, Call, Id, Recipe

TICKET = {"public_id": Id("own_ticket", rows="nobody")}
WORDS = {"name": "Mari", "email": "mari@plain.example", "subject": "plain form", "message": "plain words"}

RECIPES = {
    "portal:home": Recipe(PUBLIC, get=Call()),
    "portal:help_home": Recipe(PUBLIC, get=Call(302)),
    "portal:language": Recipe(PUBLIC, post=Call(302, {"language": "et"})),
    "portal:new": Recipe(
        PUBLIC,
        get=Call(query={"about": Id("done_ticket")}, refused=200),
        post=Call(302, WORDS, {"about": Id("done_ticket")}, refused=302),
    ),
    "portal:sent": Recipe(PUBLIC, get=Call(302)),
    "portal:sign_in": Recipe(
        PUBLIC, get=Call(roles={"customer": 302}), post=Call(data={"email": Id("own_email")}, refused=200)
    ),
    "portal:sign_in_link": Recipe(PUBLIC, path={"token": Id("portal_token")}, get=Call(), post=Call(302)),
    "portal:sign_out": Recipe(PUBLIC, post=Call(302, {"everywhere": "1"})),
    "portal:tickets": Recipe(CUSTOMERS, get=Call()),
    "portal:ticket": Recipe(CUSTOMERS, path=TICKET, get=Call()),
    "portal:answers": Recipe(CUSTOMERS, path=TICKET, post=Call(302, {"message": "plain answer"})),
    "portal:solved": Recipe(CUSTOMERS, path=TICKET, post=Call(302)),
    "portal:stop_links": Recipe(CUSTOMERS, path=TICKET, post=Call(302)),
    "portal:file": Recipe(CUSTOMERS, path={**TICKET, "file_id": Id("attachment", rows="nobody")}, get=Call()),
    "portal:preview": Recipe(CUSTOMERS, path={**TICKET, "file_id": Id("attachment", rows="nobody")}, get=Call()),
    # A text has neither: tests/portal/test_previews.py.
    "portal:picture": Recipe(CUSTOMERS, path={**TICKET, "file_id": Id("attachment", rows="nobody")}, get=Call(404)),
    "portal:page": Recipe(
        CUSTOMERS, path={**TICKET, "file_id": Id("attachment", rows="nobody"), "number": "1"}, get=Call(404)
    ),
    "portal:guest": Recipe(PUBLIC, path={"public_id": Id("own_ticket")}, get=Call(302, query={"k": Id("guest_key")})),
}
