"""The demo's customer side: open to everybody on purpose, and there only while the demo runs."""

from tests.walker.recipes.shapes import PUBLIC, Call, Id, Recipe

LETTER = {"letter_id": Id("letter")}

RECIPES = {
    "demo:mails": Recipe(PUBLIC, get=Call(), post=Call(422, {"sender": Id("own_email"), "text": "x"}, refused=422)),
    "demo:letters": Recipe(PUBLIC, get=Call(query={"open": Id("letter")}, refused=200)),
    "demo:letter": Recipe(PUBLIC, path=LETTER, get=Call()),
    "demo:answers": Recipe(PUBLIC, path=LETTER, post=Call(422, {"text": ""})),
    "demo:body": Recipe(PUBLIC, path=LETTER, get=Call()),
    "demo:file": Recipe(PUBLIC, path={**LETTER, "place": 0}, get=Call()),
}
