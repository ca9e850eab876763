"""What the worker does for talk. Each takes ids only and may run twice."""

from workspaces.tasks import sweep_task, tenant_task


@tenant_task(name="talk.draw_pages", queue="bulk")
def draw_pages(workspace_id, file_id):
    """Draw the first pages of a PDF. Safe to run twice: only one run can claim it."""
    from talk.models import RoomFile
    from tickets.drawing import pages

    pages.draw(RoomFile, workspace_id, file_id)


@sweep_task(name="talk.forget_unsent_files", queue="bulk", every=3600)
def forget_unsent_files():
    """Delete uploads that nobody sent."""
    from talk.operations import sharing

    sharing.forget_unsent()
