"""What the worker does so that people are told."""

from workspaces.tasks import sweep_task, tenant_task


@tenant_task(name="notifications.push", queue="outbound")
def push(workspace_id, notification_id):
    """Send one notification to the browsers of its member. One that is lost is in the list and in the mail."""
    from notifications import push

    push.send(workspace_id, notification_id)


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
