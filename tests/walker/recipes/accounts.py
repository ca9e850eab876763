"""Getting in, and what belongs to the installation."""

from tests.walker.recipes.shapes import PUBLIC, Call, Id, Recipe

INSIDE = ("owner", "admin", "supervisor", "agent", "light_agent")
SIGNED_IN = dict.fromkeys(INSIDE, 302)
ADDRESS = Id("own_email")
NEW_PASSWORD = {"password": "battery horse correct"}

RECIPES = {
    "known_host": Recipe(PUBLIC, get=Call(query={"domain": "acme.localhost"})),
    "setup": Recipe(PUBLIC, get=Call(404), post=Call(404, {"code": "x"})),
    "account_login": Recipe(
        PUBLIC,
        get=Call(roles=SIGNED_IN),
        post=Call(422, {"login": ADDRESS, "password": "not theirs at all"}, refused=422, roles=SIGNED_IN),
        others={"PUT": Call(422, roles=SIGNED_IN)} | dict.fromkeys(("PATCH", "DELETE"), Call(405, roles=SIGNED_IN)),
    ),
    "account_ask_for_link": Recipe(PUBLIC, get=Call(), post=Call(302, {"login": ADDRESS}, refused=302)),
    "account_link_sent": Recipe(PUBLIC, get=Call()),
    "account_code": Recipe(PUBLIC, get=Call(302), post=Call(302, {"code": "000000"}, refused=302)),
    "account_sign_in_by_link": Recipe(PUBLIC, path={"token": Id("sign_in_token")}, get=Call(), post=Call(302)),
    "account_logout": Recipe(PUBLIC, get=Call(roles={"anonymous": 302, "customer": 302}), post=Call(302)),
    "account_reset_password": Recipe(PUBLIC, get=Call(), post=Call(302, {"login": ADDRESS}, refused=302)),
    "account_reset_password_done": Recipe(PUBLIC, get=Call()),
    "account_reset_password_from_key": Recipe(
        PUBLIC, path={"token": Id("password_token")}, get=Call(), post=Call(302, NEW_PASSWORD)
    ),
    "accept_invitation": Recipe(
        PUBLIC,
        path={"token": Id("invitation_token")},
        get=Call(),
        post=Call(302, NEW_PASSWORD | {"name": "plain new"}),
    ),
}
