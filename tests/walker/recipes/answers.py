"""Canned responses and macros."""

from tests.walker.recipes.shapes import Call, Id, Recipe

TICKET = {"number": Id("ticket", rows="tickets.read")}
CANNED = Id("canned", rows="answers.use")
TEXTS = {"name": "plain canned", "sharing": "own", "count": "1", "v0-language": "en", "v0-body": "plain text"}
SHARED = {"sharing": "teams", "teams": Id("visible_team", rows="tickets.create")}
MACRO = Id("macro", rows="answers.use")
CHOSEN = {"ticket": Id("ticket", rows="tickets.read"), "view": Id("view_team", rows="tickets.read")}
STEPS = {"name": "plain macro", "sharing": "own", "add_tags": "plain"}

RECIPES = {
    "automation:canned_picker": Recipe(action="answers.use", path=TICKET, get=Call(query={"q": "plain"})),
    "automation:canned_preview": Recipe(action="answers.use", path={**TICKET, "pk": CANNED}, get=Call()),
    "automation:canned_insertion": Recipe(
        action="answers.use", path={**TICKET, "pk": CANNED}, post=Call(data={"kind": "note"})
    ),
    "automation:canned_list": Recipe(action="answers.use", get=Call(query={"deleted": CANNED}, refused=200)),
    "automation:new_canned": Recipe(action="answers.use", get=Call(), post=Call(302, TEXTS)),
    "automation:canned_response": Recipe(  # an agent reads what others share
        action="answers.use",
        path={"pk": CANNED},
        get=Call(),
        post=Call(302, TEXTS | SHARED, refused=422, roles={"agent": 404}),
    ),
    "automation:canned_deletion": Recipe(
        action="answers.use", path={"pk": CANNED}, post=Call(302, roles={"agent": 404})
    ),
    "automation:canned_sample": Recipe(action="answers.use", post=Call(data={"body": "plain"})),
    "automation:canned_file": Recipe(
        action="answers.use", path={"public_id": Id("canned_file", rows="answers.use")}, get=Call()
    ),
    "automation:macro_picker": Recipe(action="answers.use", path=TICKET, get=Call()),
    "automation:macro_preview": Recipe(action="answers.use", path={**TICKET, "pk": MACRO}, get=Call()),
    "automation:macro_application": Recipe(action="answers.use", path={**TICKET, "pk": MACRO}, post=Call(302)),
    "automation:macro_undo": Recipe(action="tickets.triage", path={**TICKET, "run": "none"}, post=Call(302)),
    "automation:bulk_macros": Recipe(action="tickets.bulk", get=Call(query=CHOSEN, refused=200)),
    "automation:bulk_macro": Recipe(
        action="tickets.bulk",
        path={"pk": MACRO},
        get=Call(query=CHOSEN, refused=200),
        post=Call(302, {"ticket": Id("ticket", rows="tickets.read")}),
    ),
    "automation:macros": Recipe(action="answers.use", get=Call(query={"deleted": MACRO}, refused=200)),
    "automation:new_macro": Recipe(action="answers.use", get=Call(), post=Call(302, STEPS)),
    "automation:macro": Recipe(
        action="answers.use",
        path={"pk": MACRO},
        get=Call(roles={"agent": 404}),
        post=Call(302, STEPS, roles={"agent": 404}),
    ),
    "automation:macro_deletion": Recipe(action="answers.use", path={"pk": MACRO}, post=Call(302, roles={"agent": 404})),
}
