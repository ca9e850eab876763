"""The agents' pages."""

from tests.walker.recipes.shapes import Call, Id, Recipe

TICKET = {"number": Id("ticket", rows="tickets.read")}
SAVED_VIEW = {"pk": Id("saved_view")}
VIEW = Id("view_team", rows="tickets.read")


def message(name):
    return {"public_id": Id(name, rows="tickets.read")}


def triage(**data):
    return Recipe(action="tickets.triage", path=TICKET, post=Call(302, data))


RECIPES = {
    "tickets:inbox": Recipe(action="tickets.read", get=Call(302)),
    "tickets:search": Recipe(action="tickets.read", get=Call(query={"q": "subject"})),
    "tickets:query_completions": Recipe(action="tickets.read", get=Call(query={"q": "status:", "at": "7"})),
    "tickets:conditions": Recipe(
        action="tickets.read",
        get=Call(query={"q": "is:open team:Support"}),
        post=Call(data={"q": "", "agreed": "", "do": "add"}),
    ),
    "tickets:query_help": Recipe(action="tickets.read", get=Call()),
    "tickets:keys": Recipe(action="tickets.read", get=Call()),
    "tickets:availability": Recipe(post=Call(302, {"state": "away"})),
    "tickets:palette": Recipe(action="tickets.read", get=Call()),
    "tickets:palette_results": Recipe(action="tickets.read", get=Call(query={"q": "subject"})),
    "tickets:rail": Recipe(action="tickets.read", get=Call(query={"view": VIEW}, refused=200)),
    "tickets:inbox_view": Recipe(action="tickets.read", path={"slug": VIEW}, get=Call()),
    "tickets:bulk": Recipe(
        action="tickets.bulk",
        get=Call(query={"ticket": Id("ticket", rows="tickets.read"), "view": VIEW}, refused=200),
        post=Call(302, {"ticket": Id("ticket", rows="tickets.read"), "assignee": Id("member")}),
    ),
    "tickets:list_layout": Recipe(action="tickets.read", post=Call(302, {"layout": "split", "view": VIEW})),
    "tickets:list_columns": Recipe(action="tickets.read", post=Call(302, {"column": "subject", "view": VIEW})),
    "tickets:column_choices": Recipe(action="tickets.read", get=Call(query={"view": VIEW})),
    "tickets:new_saved_view": Recipe(
        action="views.use",
        get=Call(query={"view": VIEW}),
        post=Call(302, {"name": "plain", "query": "is:open", "visibility": "private"}),
    ),
    "tickets:saved_view": Recipe(  # its owner's alone
        path=SAVED_VIEW,
        get=Call(404, roles={"agent": 200}),
        post=Call(404, {"name": "plain", "visibility": "private"}, roles={"agent": 302}),
    ),
    "tickets:saved_view_deletion": Recipe(path=SAVED_VIEW, post=Call(404, roles={"agent": 302})),
    "tickets:saved_view_position": Recipe(path=SAVED_VIEW, post=Call(404, {"step": "1"}, roles={"agent": 302})),
    "tickets:exports": Recipe(action="tickets.export", post=Call(302, {"view": VIEW, "format": "csv"})),
    "tickets:list_width": Recipe(action="tickets.read", post=Call(204, {"width": "300"})),
    "tickets:new": Recipe(
        action="tickets.create",
        get=Call(),
        post=Call(
            302,
            {
                "origin": "phone",
                "name": "Mari",
                "subject": "plain call",
                "body": "plain words",
                "priority": 2,
                "direction": "in",
                "team": Id("visible_team", rows="tickets.create"),
            },
            refused=422,
        ),
    ),
    "tickets:merge": Recipe(
        action="tickets.merge",
        get=Call(query={"ticket": Id("ticket", rows="tickets.merge")}, refused=422),
        post=Call(
            302,
            {
                "step": "merge",
                "ticket": Id("ticket", rows="tickets.merge"),
                "into": Id("open_ticket", rows="tickets.merge"),
            },
            refused=422,
        ),
    ),
    "tickets:merge_undo": Recipe(
        action="tickets.merge", path={"batch": Id("batch", rows="tickets.merge")}, get=Call(), post=Call(302)
    ),
    "tickets:detail": Recipe(action="tickets.read", path=TICKET, get=Call(query={"view": VIEW}, refused=200)),
    "tickets:thread": Recipe(action="tickets.read", path=TICKET, get=Call(query={"all": "1"})),
    "tickets:people": Recipe(action="tickets.note", path=TICKET, get=Call(query={"q": "plain"})),
    "tickets:panel": Recipe(action="tickets.read", path=TICKET, get=Call()),
    "tickets:replies": Recipe(
        action="tickets.reply",
        path=TICKET,
        post=Call(
            302,
            {
                "body": "plain reply",
                "body_format": "text",
                "uploads": Id("upload", rows="nobody"),
                "last_message": Id("last_message"),
            },
            refused=302,
        ),
    ),
    "tickets:notes": Recipe(
        action="tickets.note",
        path=TICKET,
        post=Call(
            302,
            {"body": "plain note", "body_format": "text", "uploads": Id("upload", rows="nobody")},
            refused=302,
        ),
    ),
    "tickets:drafts": Recipe(
        action="tickets.reply", path=TICKET, post=Call(data={"kind": "reply", "body": "plain draft"})
    ),
    "tickets:uploads": Recipe(
        action="tickets.reply",
        path=TICKET,
        post=Call(data={"kind": "reply", "remove": Id("upload", rows="nobody")}, refused=200),
    ),
    "tickets:assignment": triage(assignee=Id("member")),
    "tickets:status": triage(status=Id("status")),
    "tickets:next": Recipe(action="tickets.read", path=TICKET, get=Call(302)),
    "tickets:previous": Recipe(action="tickets.read", path=TICKET, get=Call(302)),
    "tickets:snooze": triage(until="tomorrow"),
    "tickets:reminder": triage(until="three-days"),
    "tickets:scheduled": Recipe(  # its writer's alone
        action="tickets.reply", path=TICKET, post=Call(409, {"do": "edit"}, roles={"agent": 302})
    ),
    "tickets:priority": triage(priority="3"),
    "tickets:type": triage(type="problem"),
    "tickets:team": triage(team=Id("any_team")),  # a ticket may be handed to a team that one does not see
    "tickets:tags": triage(create="plain word"),
    "tickets:tag_choices": Recipe(action="tickets.triage", get=Call(query={"add": "plain"})),
    "tickets:field": Recipe(
        action="tickets.triage",
        path=TICKET | {"key": "ticket_model"},
        post=Call(302, {"value": Id("option")}, refused=422),
    ),
    "tickets:form": triage(form=Id("form")),
    "tickets:reason": triage(reason=Id("reason")),
    "tickets:steps": triage(checklist=Id("template")),
    "tickets:step": Recipe(
        action="tickets.triage", path={"pk": Id("step", "tickets.read")}, post=Call(302, {"do": "done"})
    ),
    "tickets:place": Recipe(action="tickets.spam", path=TICKET, post=Call(302, {"place": "spam"})),
    "tickets:following": Recipe(action="tickets.read", path=TICKET, post=Call(302, {"follow": "1"})),
    "tickets:review": triage(),
    "tickets:ccs": Recipe(action="tickets.change_cc", path=TICKET, post=Call(302, {"cc": "new@plain.example"})),
    # What stands in the form must be of the ticket in the path: tests/tickets/views/test_joining.py.
    "tickets:split": Recipe(action="tickets.merge", path=TICKET, get=Call(), post=Call(422, {"subject": "plain part"})),
    "tickets:links": Recipe(
        action="tickets.triage",
        path=TICKET,
        post=Call(302, {"way": "child", "other": Id("open_ticket", rows="tickets.triage")}, refused=302),
    ),
    "tickets:link_choices": Recipe(action="tickets.read", path=TICKET, get=Call(query={"other": "subject"})),
    "tickets:incidents": Recipe(action="tickets.reply", path=TICKET, get=Call(), post=Call(422, {"body": "plain"})),
    "tickets:solve_incidents": triage(),
    "tickets:forwards": Recipe(
        action="tickets.reply",
        path=TICKET,
        get=Call(),
        post=Call(302, {"to": "third@plain.example", "body": "plain words"}),
    ),
    "tickets:requester": Recipe(
        action="tickets.merge",
        path=TICKET,
        get=Call(query={"q": "plain"}),
        post=Call(302, {"address": "new@plain.example", "keep": "1"}),
    ),
    "tickets:followers": triage(add=Id("member")),
    "tickets:history": Recipe(action="tickets.read", path=TICKET, get=Call(query={"kind": "people"})),
    "tickets:print": Recipe(action="tickets.read", path=TICKET, get=Call(query={"notes": "1"})),
    "tickets:removal": Recipe(
        action="tickets.purge", path={"number": Id("trashed", rows="tickets.purge")}, get=Call(), post=Call(302)
    ),
    "tickets:message_raw": Recipe(action="channels.use", path=message("incoming"), get=Call()),
    "tickets:message_body": Recipe(action="tickets.read", path=message("incoming"), get=Call()),
    "tickets:message_undo": Recipe(  # its author's alone
        action="tickets.read",
        path=message("queued_reply"),
        post=Call(404, roles={"agent": 302}),
    ),
    "tickets:message_acceptance": Recipe(action="tickets.change_cc", path=message("held_message"), post=Call(302)),
    "tickets:message_retry": Recipe(action="tickets.reply", path=message("failed_reply"), post=Call(302)),
    "tickets:message_source": Recipe(action="channels.use", path=message("incoming"), get=Call()),
    "tickets:attachment": Recipe(
        action="tickets.read", path={"public_id": Id("note_attachment", rows="tickets.read")}, get=Call()
    ),
    "tickets:preview": Recipe(
        action="tickets.read", path={"public_id": Id("note_attachment", rows="tickets.read")}, get=Call()
    ),
    "tickets:picture": Recipe(  # a text has none; what is drawn: tests/tickets/test_previews.py
        action="tickets.read", path={"public_id": Id("note_attachment", rows="tickets.read")}, get=Call(404)
    ),
    "tickets:page": Recipe(
        action="tickets.read",
        path={"public_id": Id("note_attachment", rows="tickets.read"), "number": "1"},
        get=Call(404),
    ),
    "tickets:thumbnail": Recipe(  # a text has none; pictures: tests/tickets/test_thumbnails.py
        action="tickets.read", path={"public_id": Id("note_attachment", rows="tickets.read")}, get=Call(404)
    ),
}
