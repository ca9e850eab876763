"""Answer with a file's bytes so that it can't become a page or a script of ours."""

from django.http import FileResponse, Http404

from helpdesk.lib.inert import inert

# Re-encoding would lose the original; these can't carry scripts, and the policy would stop them.
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def answer_with(attachment, *, inline=False):
    """A download of ``attachment`` (Http404 if its bytes were kept out). Pictures may be shown where ``inline`` asks."""
    if not attachment.file:
        raise Http404
    shown = inline and attachment.content_type in SHOWN_INLINE
    try:
        data = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(data, as_attachment=not shown, filename=attachment.name)
    response["Content-Type"] = attachment.content_type if shown else "application/octet-stream"
    response["Cache-Control"] = "private, max-age=3600"
    return inert(response)
