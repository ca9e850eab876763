"""What the worker does so that people are told."""

from workspaces.tasks import sweep_task


@sweep_task(name="notifications.mail", queue="outbound", every=20)
def mail_what_is_due():
    """Mail what members have not seen a while after it happened."""
    from notifications import telling

    telling.mail_what_is_due()


@sweep_task(name="notifications.forget", queue="bulk", every=3600)
def forget_old():
    """Delete notifications of long ago."""
    from notifications import forgetting

    forgetting.forget()
