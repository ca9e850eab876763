"""Contacts and organizations."""

from tests.walker.recipes.shapes import Call, Id, Recipe

CONTACT = {"public_id": Id("contact", rows="contacts.read")}
IMPORT = {"public_id": Id("import")}
OF_CONTACT = {"public_id": Id("contact")}  # its own rows: with another contact they are missing
ORGANIZATION = {"pk": Id("organization")}


def read(path, **call):
    return Recipe(action="contacts.read", path=path, get=Call(**call))


def button(action, path, status=302, refused=404, **data):
    return Recipe(action=action, path=path, post=Call(status, data, refused=refused))


RECIPES = {
    "contacts:contacts": read({}, query={"organization": Id("organization"), "q": "plain", "vip": "1"}, refused=200),
    "contacts:new": Recipe(action="contacts.edit", get=Call(), post=Call(302, {"name": "plain person"})),
    "contacts:field": button("contacts.edit", CONTACT | {"key": "contact_model"}, value=""),
    "contacts:organization_field": button("contacts.edit", ORGANIZATION | {"key": "organization_model"}, value=""),
    "contacts:imports": Recipe(action="contacts.import", get=Call(), post=Call(422)),
    "contacts:import": Recipe(action="contacts.import", path=IMPORT, get=Call(), post=Call(302, {"column-0": "name"})),
    "contacts:run_import": button("contacts.import", IMPORT),
    "contacts:export": Recipe(action="contacts.export", get=Call(), post=Call(302)),
    "contacts:organizations": read({}, query={"q": "plain"}),
    "contacts:new_organization": Recipe(action="contacts.edit", get=Call(), post=Call(302, {"name": "plain firm"})),
    "contacts:organization": Recipe(
        action="contacts.read",
        path=ORGANIZATION,
        get=Call(),
        post=Call(302, {"name": "plain firm"}, roles={"light_agent": 403}),
    ),
    "contacts:domains": button("contacts.edit", ORGANIZATION, add="plain.org"),
    "contacts:organization_tags": button("contacts.edit", ORGANIZATION, add="plain"),
    "contacts:detail": Recipe(
        action="contacts.read",
        path=CONTACT,
        get=Call(query={"edit": "1"}),
        post=Call(302, {"name": "plain name", "organization_name": "plain firm"}, roles={"light_agent": 403}),
    ),
    "contacts:timeline": read(CONTACT),
    "contacts:identities": button("contacts.edit", CONTACT, kind="email", value="more@plain.example"),
    "contacts:identity": button("contacts.edit", {**OF_CONTACT, "pk": Id("identity")}, do="remove"),
    "contacts:tags": button("contacts.edit", CONTACT, add="plain-word"),
    "contacts:notes": button("contacts.edit", CONTACT, body="plain note"),
    "contacts:note": button("contacts.edit", {**OF_CONTACT, "pk": Id("contact_note")}),
    "contacts:form_of_address": button("contacts.edit", CONTACT),
    "contacts:blocking": button("contacts.block", CONTACT),
    "contacts:merging": Recipe(
        action="contacts.merge",
        path=CONTACT,
        get=Call(query={"with": Id("spare_contact")}),
        post=Call(302, {"with": Id("spare_contact")}),
    ),
    "contacts:undo_merging": button("contacts.merge", {**OF_CONTACT, "pk": Id("contact_merge")}),
}
