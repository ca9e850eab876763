"""The settings: of the workspace, of channels, of what comes in."""

from tests.walker.recipes.shapes import PUBLIC, Call, Id, Recipe

CHANNEL = {"public_id": Id("channel")}
MEMBER = {"public_id": Id("insider")}
JOB = {"public_id": Id("job")}
TEAM = {"pk": Id("any_team")}
WORKSPACE = {
    "name": "plain Ltd", "time_zone": "Europe/Tallinn", "language": "en", "reopen_days": 14, "purge_days": 30,
    "portal_colour": "#00534a", "agents_see_all_teams": "on",
}  # fmt: skip
EMAIL_CHANNEL = {"name": "plain help", "incoming": "listener", "outgoing": "system", "team": Id("any_team")}
PASSWORD = {"current": "correct horse battery", "password": "battery horse correct"}


def page(action, **path):
    return Recipe(action=action, path=path, get=Call())


def button(action, path, **data):
    return Recipe(action=action, path=path, post=Call(302, data))


RECIPES = {
    "workspaces:first_run": Recipe(
        PUBLIC, get=Call(302), post=Call(302), others=dict.fromkeys(("PUT", "PATCH", "DELETE"), Call(302))
    ),
    "workspaces:settings": page(""),
    "workspaces:general": Recipe(action="workspace.configure", get=Call(), post=Call(302, WORKSPACE)),
    "workspaces:members": page("members.invite"),
    "workspaces:member": Recipe(
        action="members.change_role",
        path=MEMBER,
        get=Call(),
        post=Call(302, {"role": "supervisor", "teams": Id("any_team")}, refused=422),
    ),
    "workspaces:deactivation": button("members.change_role", MEMBER),
    "workspaces:invite": Recipe(
        action="members.invite",
        get=Call(),
        post=Call(302, {"email": "second@plain.example", "role": "agent", "teams": Id("any_team")}, refused=422),
    ),
    "workspaces:resend_invitation": button("members.invite", {"pk": Id("invitation")}),
    "workspaces:revoke_invitation": button("members.invite", {"pk": Id("invitation")}),
    "workspaces:teams": page("teams.configure"),
    "workspaces:new_team": Recipe(
        action="teams.configure",
        get=Call(),
        post=Call(302, {"name": "plain new", "members": Id("member_pk")}, refused=422),
    ),
    "workspaces:team": Recipe(
        action="teams.configure",
        path=TEAM,
        get=Call(),
        post=Call(302, {"name": "plain other", "members": Id("member_pk")}, refused=422),
    ),
    "workspaces:delete_team": button("teams.configure", {"pk": Id("spare_team")}),
    "workspaces:profile": Recipe(
        get=Call(), post=Call(302, {"name": "plain me", "undo_seconds": "10", "theme": "", "language": ""})
    ),
    "workspaces:roles": Recipe(get=Call()),
    "workspaces:two_factor": Recipe(get=Call(), post=Call(422, {"code": "000000"}, refused=422)),
    "workspaces:member_two_factor": Recipe(
        action="members.change_role", path=MEMBER, get=Call(), post=Call(409, {}, refused=409)
    ),
    "workspaces:own_photo": Recipe(get=Call(), post=Call(302, {"remove": "1"})),
    "workspaces:photos": Recipe(get=Call()),
    "workspaces:photo": Recipe(path={"public_id": Id("photo")}, get=Call()),
    "workspaces:password": Recipe(get=Call(), post=Call(302, PASSWORD)),
    "workspaces:jobs": Recipe(get=Call()),
    "workspaces:job": Recipe(path=JOB, get=Call(404, roles={"agent": 200})),  # whose it is
    "workspaces:job_file": Recipe(path=JOB, get=Call(404, roles={"agent": 200})),
    "workspaces:job_stop": Recipe(path=JOB, post=Call(404, roles={"agent": 302})),
    "workspaces:job_undo": Recipe(path=JOB, post=Call(404, roles={"agent": 302})),
    "channels_inbox:channels": page("channels.configure"),
    "channels_inbox:new_channel": Recipe(
        action="channels.configure",
        get=Call(),
        post=Call(302, EMAIL_CHANNEL | {"address": "more@plain.example"}, refused=422),
    ),
    "channels_inbox:first_run": page(""),
    "channels_inbox:channel": Recipe(
        action="channels.configure",
        path=CHANNEL,
        get=Call(),
        post=Call(302, EMAIL_CHANNEL | {"address": "help@acme.example"}, refused=422),
    ),
    "channels_inbox:activity": button("channels.configure", CHANNEL),
    "channels_inbox:checks": button("channels.configure", CHANNEL, direction="incoming"),
    "channels_inbox:check": page("channels.configure", public_id=Id("channel"), pk=Id("check")),
    "ticket_settings:acknowledgement": Recipe(
        action="workspace.configure", get=Call(), post=Call(200, {"ack_text": "plain thanks"})
    ),
    "ticket_settings:absence": Recipe(
        get=Call(),
        post=Call(302, {"first_day": "2099-01-01", "last_day": "2099-01-02", "substitute": Id("insider")}, refused=422),
    ),
    "ticket_settings:absence_end": Recipe(post=Call(302)),
    "ticket_settings:keys": Recipe(action="tickets.read", get=Call(), post=Call(302, {"reset": "1"})),
    "ticket_settings:quarantine": page("quarantine.read"),
    "ticket_settings:quarantine_retry": button("quarantine.read", {"pk": Id("inbound")}),
    "ticket_settings:quarantine_raw": page("quarantine.read", pk=Id("inbound")),
}
