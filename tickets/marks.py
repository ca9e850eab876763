"""What an agent should know about a message, as codes on the row (``Message.marks``) and as sentences."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

WORDS = {
    "automatic": _("Sent by a program, not by a person."),
    "bulk": _("Sent to many, for example by a mailing list."),
    "too-many": _("Many messages in a short time: two machines may be answering each other."),
    "sender-not-authenticated": _("This may not be from who it says: the sender's domain disowns it."),
    "agent-unproven": _("From an agent's address (%(address)s), but nothing proves that it was the agent."),
    "not-on-ticket": _("Written by somebody who is not on this ticket. Only agents see it."),
    "to-merged-ticket": _(
        "Written to #%(ticket)s, which is merged into this ticket, by somebody who is not on this one. Your answers do not "
        "go there: add the sender as a copy, or take the tickets apart again."
    ),
    "forwarded-by": _("Forwarded by %(address)s."),
    "reply-to-elsewhere": _("Asks for answers to %(address)s. Answers go to the sender's own address."),
    "sent-by-own-address": _("Sent from our own address %(address)s; the Reply-To says who asks."),
    "name-looks-like-address": _("The sender's name looked like another address and is left out."),
    "sender-not-proven": _("Written in the web form: nothing proves the address."),
    "blocked": _("From a contact who is blocked: it reopens nothing, and nobody is told."),
    "no-sender": _("It does not say who sent it."),
    "possible-duplicate": _("Its subject names ticket #%(ticket)s, but the sender is not on that ticket."),
    "also-to": _("The same mail also came to %(address)s."),
    "attachment-too-large": _("“%(name)s” (%(shown_size)s) is over the limit and was left out."),
    "answer-kept": _("Sent to a colleague’s own answer address, and kept here: nothing left. %(reason)s"),
    "answer-of": _("Sent to the address at which %(name)s answers by e-mail."),
    "crossed": _(
        "Written by e-mail before the newest message here was known. It left all the same: a mail can’t ask first."
    ),
    "delivery-failed": _("Could not be delivered to %(recipient)s. %(status)s"),
    "delivery-delayed": _("Delivery to %(recipient)s is delayed; the server goes on trying. %(status)s"),
    "notice": _("Not all of this mail could be read: %(what)s"),
}

NOTICES = {
    "too_large": _("it is too large."),
    "headers_too_large": _("its headers are too large."),
    "too_many_parts": _("it has too many parts."),
    "too_deep": _("its parts are nested too deeply."),
    "too_many_attachments": _("it has too many files; some are left out."),
    "too_many_addresses": _("it names too many addresses."),
    "text_cut": _("its text is cut."),
    "html_cut": _("its formatted text is cut."),
    "html_shown_as_text": _("its formatting is left out."),
    "unreadable": _("it is broken and shown as it came."),
}

# Why an answer by e-mail of a member was kept: the mark "answer-kept", the event "answer.kept" and the mail to the member.
WHY_KEPT = {
    "unproven": _("Nothing proves who wrote it: the mail server that checks senders did not vouch for it."),
    "expired": _(
        "The address was no longer good: each is for two weeks, and ends with a change of password, role or teams."
    ),
    "sender": _("It came from another address than the member’s own."),
    "not_allowed": _("The member may not do that on this ticket."),
    "merged": _("The ticket is merged into another one since."),
    "other_requester": _("The ticket has another requester since."),
    "ticket_closed": _("The ticket is closed for good."),
    "not_in_inbox": _("The ticket is in spam or trash."),
    "nothing_to_send": _("No words were found above the line of the notification, and no file."),
    "no_address": _("There is no e-mail address to send it to."),
}

# Why a message belongs to its ticket: the codes of tickets.intake.threading.
MATCHES = {
    "reply-address": _("It belongs here because it was sent to this ticket’s own reply address."),
    "own-message-id": _("It belongs here because it answers a message that we sent."),
    "sender-message-id": _("It belongs here because it answers a message of this conversation."),
    "side-address": _("It belongs here because it was sent to the address of this talk with a third party."),
    "side-message-id": _("It belongs here because it answers what we wrote to a third party."),
    "subject-tag": _("It belongs here because the number stands in the subject and the sender is on this ticket."),
    "bounce": _("It belongs here because it is about a message that we sent."),
    "answer-address": _("It came by e-mail, to the address at which a member answers a notification."),
}

# Marks that say: nobody, or nobody we trust, waits for an automatic answer.
NOT_TO_BE_ACKNOWLEDGED = frozenset(
    [
        "automatic",
        "bulk",
        "too-many",
        "sender-not-authenticated",
        "agent-unproven",
        "no-sender",
        "sent-by-own-address",
        "blocked",
    ]
)


def why_kept(code):
    """A sentence."""
    return WHY_KEPT.get(code, _("It can’t be done now."))


def describe(mark):
    """One sentence for people. Names and addresses in it are the mail's own words: escape it as any other text."""
    text = WORDS.get(mark.get("code"))
    if text is None:
        return ""
    values = {key: "" for key in ("address", "ticket", "name", "recipient", "status")} | mark
    values["reason"] = why_kept(mark["why"]) if "why" in mark else ""
    values["shown_size"] = filesizeformat(mark.get("size", 0))
    values["what"] = NOTICES.get(mark.get("notice"), mark.get("notice", ""))
    return (str(text) % values).strip()
