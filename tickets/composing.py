"""What the composer knows: who gets an answer, what was typed before, which files wait."""

from tickets.operations.attaching import uploads_of
from tickets.recipients import recipients_of_reply
from tickets.signatures import signature


def composer_context(
    request, ticket, *, kind=None, body="", minutes="", conflict=None, error="", begun=None, without_signature=False
):
    """The composer's context for a ticket of ``ticket_for_page``.

    ``kind`` reply or note, by default the one with a draft; ``body``, ``minutes`` and ``without_signature`` what was just
    refused, ``begun`` the id of the newest message when the draft was begun, if one came since (``conflict``).
    """
    member = request.member
    may_reply = member.can("tickets.reply")
    drafts = {draft.kind: draft for draft in ticket.own_drafts}
    uploads = list(uploads_of(ticket, member)) if ticket.has_uploads else []
    ends = signature(member, ticket.team_name, member.workspace, *ticket.signatures) if may_reply else ""
    if kind is None:
        kind = "note" if not may_reply or ("note" in drafts and "reply" not in drafts) else "reply"
    recipients = recipients_of_reply(ticket) if may_reply else []
    return {
        "composer": {
            "kind": kind,
            "may_reply": may_reply,
            "may_use_answers": member.can("answers.use"),
            "may_change_cc": member.can("tickets.change_cc"),
            "recipients": recipients,
            "to": [one for one in recipients if one[0] == "to"],
            "cc": [one for one in recipients if one[0] == "cc"],
            "reply": _tab("reply", drafts, uploads, body if kind == "reply" else ""),
            "note": _tab("note", drafts, uploads, body if kind == "note" else ""),
            "minutes": minutes if member.workspace.tracks_time else None,
            "conflict": conflict,
            "error": error,
            "signature": ends,
            "without_signature": without_signature,
            "begun": begun if conflict else None,
        }
    }


def _tab(kind, drafts, uploads, body):
    draft = drafts.get(kind)
    return {
        "body": body or (draft.body_html if draft else ""),
        "saved_at": draft.updated_at if draft else None,
        "revision": draft.revision if draft else 0,
        "has_aside": bool(draft and draft.has_aside),
        "uploads": [upload for upload in uploads if upload.draft_kind == kind],
    }
