"""The settings of tickets: fields, forms, statuses, tags, reasons, checklists."""

from tests.walker.recipes.shapes import Call, Id, Recipe

RIGHT = "workspace.configure"


def page():
    return Recipe(action=RIGHT, get=Call())


def new(**data):
    return Recipe(action=RIGHT, get=Call(), post=Call(302, data, refused=422))


def edit(which, /, **data):
    return Recipe(action=RIGHT, path={"pk": Id(which)}, get=Call(), post=Call(302, data, refused=422))


def button(which, /, **data):
    return Recipe(action=RIGHT, path={"pk": Id(which)}, post=Call(302, data))


RECIPES = {
    "ticket_settings:order": Recipe(
        action=RIGHT, path={"kind": "fields"}, post=Call(302, {"id": Id("field"), "do": "up"})
    ),
    "ticket_settings:fields": page(),
    "ticket_settings:new_field": new(name="plain field", kind="text", visibility="agents", required="never"),
    "ticket_settings:field": edit(
        "field", name="plain other", visibility="agents", required="never", new_options="plain entry"
    ),
    "ticket_settings:field_retirement": button("field"),
    "ticket_settings:new_form": new(name="plain newer form", asks=Id("field"), team=Id("visible_team")),
    "ticket_settings:form": edit("form", name="plain other form", asks=Id("field")),
    "ticket_settings:form_deletion": button("form"),
    "ticket_settings:checklists": page(),
    "ticket_settings:new_checklist": new(name="plain list", steps="One"),
    "ticket_settings:checklist": edit("template", name="plain other list", steps="Two"),
    "ticket_settings:checklist_deletion": button("template"),
    "ticket_settings:statuses": page(),
    "ticket_settings:new_status": new(name="plain status", category="hold"),
    "ticket_settings:status": edit("status", name="plain hold"),
    "ticket_settings:status_deletion": button("spare_status", to=Id("status")),
    "ticket_settings:tags": page(),
    "ticket_settings:tag": edit("tag", name="plain-newer", colour="teal"),
    "ticket_settings:tag_deletion": button("tag"),
    "ticket_settings:tag_merging": button("tag", to=Id("spare_tag")),
    "ticket_settings:reasons": Recipe(action=RIGHT, get=Call(), post=Call(302, {"types": "question"})),
    "ticket_settings:new_reason": new(name="plain newer reason", parent=Id("reason_top")),
    "ticket_settings:reason": edit("reason", name="plain other reason"),
    "ticket_settings:reason_retirement": button("reason"),
}
