"""Tasks of the channels, and their sweeps."""

from workspaces.doorbell import ring_missed
from workspaces.tasks import sweep_task, tenant_task


@tenant_task(name="channels_inbox.poll_mailbox", queue="inbound")
def poll_mailbox(workspace_id, channel_id):
    """Fetch what is new in an IMAP mailbox. Rung each minute by beat, and by IDLE."""
    from channels_inbox import polling

    polling.poll(workspace_id, channel_id)


@tenant_task(name="channels_inbox.send_system_mail", queue="outbound")
def send_system_mail(workspace_id, mail_id):
    """Send one queued system mail. Safe to run twice: only one run can claim it."""
    from channels_inbox import system_mail

    system_mail.deliver(workspace_id, mail_id)


@tenant_task(name="channels_inbox.check_channel", queue="inbound")
def check_channel(workspace_id, check_id):
    """Test a channel's server, step by step, into its ChannelCheck."""
    from channels_inbox import connection_tests

    connection_tests.run(workspace_id, check_id)


@tenant_task(name="channels_inbox.send_test_message", queue="inbound")
def send_test_message(workspace_id, check_id, member_id):
    """Send a member's test message to a channel, noted in a ChannelCheck."""
    from channels_inbox import test_message

    test_message.run(workspace_id, check_id, member_id)


@sweep_task(name="channels_inbox.sweep_inbound", queue="sweeps", every=1)
def sweep_inbound():
    """Ring again for stored messages that nobody took in."""
    from channels_inbox import lookup, receiving

    ring_missed(receiving.DOORBELL, lookup.missed_inbound(), queue=receiving.QUEUE)


@sweep_task(name="channels_inbox.sweep_system_mail", queue="sweeps", every=1)
def sweep_system_mail():
    """Ring for system mail whose next try is due."""
    from channels_inbox import outbox
    from channels_inbox.models import SystemMail

    ring_missed(send_system_mail.name, outbox.due(SystemMail), queue="outbound")


@sweep_task(name="channels_inbox.poll_mailboxes", queue="sweeps", every=60)
def poll_mailboxes():
    """Ring for a poll of each IMAP mailbox."""
    from channels_inbox import lookup

    for workspace_id, channel_id, _settings in lookup.mailboxes():
        poll_mailbox.ring(workspace_id, channel_id)


@sweep_task(name="channels_inbox.forget_limits", queue="bulk", every=3600)
def forget_limits():
    """Delete marks of limits that no window reaches."""
    from channels_inbox import limits

    limits.forget()
