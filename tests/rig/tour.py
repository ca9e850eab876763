"""The pages that everybody walks through: what is looked at by axe, and what is drawn for docs/screenshots."""

import re

MY_TICKET = re.compile(r"/help/tickets/[a-z2-7]{26}/")

ANYBODY = {
    "sign-in": "/sign-in/",
    "reset": "/password/reset/",
    "dead-link": "/sign-in/link/abc/",
    "portal-home": "/",
    "portal-form": "/help/new/",
    "portal-sign-in": "/help/sign-in/",
    "not-found": "/nothing-is-here/",
    "demo-mail": "/demo/mail/",
}
MEMBER = {
    "inbox": "/inbox/all-open/",
    "ticket": "/tickets/4218/",
    "long-thread": "/tickets/4029/",
    "failed-reply": "/tickets/4187/",
    "closed-ticket": "/tickets/3904/",
    "spam": "/tickets/4153/",
    "search": "/inbox/search/?q=battery",
    "nothing-found": "/inbox/search/?q=zzzz",
    "new-ticket": "/tickets/new/",
    "keys": "/keys/",
    "foreign-ticket": "/tickets/999999/",
    "talk": "/talk/",
    "talk-new": "/talk/new/",
    "settings": "/settings/",
    "general": "/settings/general/",
    "members": "/settings/members/",
    "invite": "/settings/invitations/",
    "teams": "/settings/teams/",
    "new-team": "/settings/teams/new/",
    "channels": "/settings/channels/",
    "new-channel": "/settings/channels/new/?kind=email",
    "first-run": "/settings/channels/first-run/",
    "quarantine": "/settings/quarantine/",
    "fields": "/settings/fields/",
    "new-field": "/settings/fields/new/?scope=ticket",
    "new-form": "/settings/forms/new/",
    "statuses": "/settings/statuses/",
    "new-status": "/settings/statuses/new/",
    "tags": "/settings/tags/",
    "reasons": "/settings/reasons/",
    "new-reason": "/settings/reasons/new/",
    "checklists": "/settings/checklists/",
    "new-checklist": "/settings/checklists/new/",
    "profile": "/settings/profile/",
    "password": "/settings/password/",
}
