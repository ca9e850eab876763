"""The pages that everybody walks through: what is looked at by axe, and what is drawn for docs/screenshots."""

from django.urls import Resolver404, resolve

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
    "closed-ticket": "/tickets/3940/",
    "search": "/inbox/search/?q=battery",
    "nothing-found": "/inbox/search/?q=zzzz",
    "conditions": "/inbox/search/conditions/?q=is:open+-tag:vip,battery+(created:%3C7d+OR+from:rosa+(a+OR+b))",
    "new-view": "/inbox/views/?q=is:open",
    "new-ticket": "/tickets/new/",
    "keys": "/keys/",
    "foreign-ticket": "/tickets/999999/",
    "talk": "/talk/",
    "talk-room": "/talk/team-2/",  # Workshop, of a new demo
    "talk-new": "/talk/new/",
    "contacts": "/contacts/",
    "new-contact": "/contacts/new/",
    "announcements": "/talk/announcements/",
    "new-announcement": "/talk/announcements/new/",
    "settings": "/settings/",
    "general": "/settings/general/",
    "absence": "/settings/absence/",
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
    "mentions": "/inbox/mentions/",
    "snoozed": "/inbox/snoozed/",
    "asleep": "/tickets/4127/",  # whose reply could not be delivered
    "scheduled-reply": "/tickets/4160/",
    "canned": "/settings/canned/",
    "new-canned": "/settings/canned/new/",
    "macros": "/settings/macros/",
    "new-macro": "/settings/macros/new/",
    "notifications": "/settings/notifications/",
    "checklists": "/settings/checklists/",
    "new-checklist": "/settings/checklists/new/",
    "profile": "/settings/profile/",
    "own-keys": "/settings/keys/",
    "own-photo": "/settings/photo/",
    "two-factor": "/settings/two-factor/",
    "roles": "/settings/roles/",
    "password": "/settings/password/",
    "my-open": "/inbox/my-open/",
    "bulk": "/inbox/bulk/?ticket=4218&ticket=4029",
    "new-saved-view": "/inbox/views/?q=is:open+priority:high",
    "query-help": "/inbox/search/help/",
    "merge": "/tickets/merge/?ticket=4218&ticket=4029",
    "split": "/tickets/4029/split/",
    "forward": "/tickets/4218/forwards/",
    "requester": "/tickets/4218/requester/",
    "history": "/tickets/4218/history/",
    "print": "/tickets/4029/print/",
    "organizations": "/contacts/organizations/",
    "new-organization": "/contacts/organizations/new/",
    "contact-imports": "/contacts/import/",
    "news": "/news/",
    "jobs": "/jobs/",
    "talk-search": "/talk/search/?q=packs",
}
# The page that leads there, and the names of the addresses to follow.
CUSTOMER = {"my-tickets": ("/help/tickets/",), "my-ticket": ("/help/tickets/", "portal:ticket")}
LINKED = {
    "canned-response": ("/settings/canned/", "automation:canned_response"),
    "macro": ("/settings/macros/", "automation:macro"),
    "channel": ("/settings/channels/", "channels_inbox:channel"),
    "contact": ("/contacts/", "contacts:detail"),
    "organization": ("/contacts/organizations/", "contacts:organization"),
    "checklist": ("/settings/checklists/", "ticket_settings:checklist"),
    "field": ("/settings/fields/", "ticket_settings:field"),
    "form": ("/settings/fields/", "ticket_settings:form"),
    "reason": ("/settings/reasons/", "ticket_settings:reason"),
    "status": ("/settings/statuses/", "ticket_settings:status"),
    "tag": ("/settings/tags/", "ticket_settings:tag"),
    "saved-view": ("/inbox/view-1/", "tickets:saved_view"),
    "member": ("/settings/members/", "workspaces:member"),
    "team": ("/settings/teams/", "workspaces:team"),
    "contact-merging": ("/contacts/", "contacts:detail", "contacts:merging"),
    "removal": ("/inbox/trash/", "tickets:detail", "tickets:removal"),
    "announcement": ("/talk/announcements/", "talk:announcement"),
    "announcement-text": ("/talk/announcements/", "talk:announcement", "talk:announcement_text"),
    "room": ("/talk/", "talk:room"),
    "spam": ("/inbox/search/?q=in:spam+guaranteed", "tickets:detail"),
    "file": ("/tickets/4166/", "tickets:preview"),
    "room-file": ("/talk/team-2/", "talk:preview"),
}
# What is pictured beside them, after something was done.
PICTURED = ("merge-undo", "import", "incidents", "compact", "board", "table", "job", "raw-message")
# What a test looks at after having done it (tests/e2e/test_all_pages.py, tests/e2e/test_two_factor.py).
DONE = {"contacts:import", "tickets:incidents", "tickets:merge_undo", "tickets:message_raw", "workspaces:job",
        "workspaces:member_two_factor"}  # fmt: skip
# No pages: parts of one, files, and what only leads on.
PARTS = {
    "automation:bulk_macro", "automation:bulk_macros", "automation:canned_file", "automation:canned_picker",
    "automation:canned_preview", "automation:macro_picker", "automation:macro_preview", "channels_inbox:check",
    "contacts:export", "contacts:timeline", "notifications:count", "notifications:open", "talk:count", "talk:file",
    "talk:message", "talk:page", "talk:picture", "talk:thumbnail",
    "ticket_settings:acknowledgement", "ticket_settings:quarantine_raw", "tickets:attachment", "tickets:column_choices",
    "tickets:inbox", "tickets:link_choices", "tickets:message_body", "tickets:message_source", "tickets:next",
    "tickets:page", "tickets:palette", "tickets:palette_results", "tickets:panel", "tickets:people", "tickets:picture",
    "tickets:previous",
    "tickets:query_completions", "tickets:rail", "tickets:tag_choices", "tickets:thread", "tickets:thumbnail",
    "workspaces:job_file", "workspaces:photo", "workspaces:photos",
}  # fmt: skip


def leading_to(page, name):
    """The first link of ``page`` to the address called ``name``."""
    addresses = "all => all.flatMap((one) => [one.getAttribute('href'), one.dataset.preview ?? ''])"
    links = page.eval_on_selector_all("a[href^='/']", addresses)
    for link in links:
        try:
            if resolve(link.partition("?")[0]).view_name == name:
                return link
        except Resolver404:
            pass
    raise AssertionError(f"No link to {name} on {page.url}: {links}")
