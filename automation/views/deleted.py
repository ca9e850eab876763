"""What was deleted and can still be brought back."""

from helpdesk.lib.numbers import whole


def just_deleted(request, model):
    """The row of ``model`` that was deleted a moment ago (``?deleted=``), which its list offers to bring back; else None."""
    pk = whole(request.GET.get("deleted"))
    if pk is None:
        return None
    rows = model.objects.filter(workspace=request.workspace).editable_by(request.member)
    return rows.filter(pk=pk).exclude(deleted_at=None).first()
