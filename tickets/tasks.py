"""What the worker does with tickets. Each takes ids only and may run twice."""

from workspaces.tasks import is_repeated, sweep_task, tenant_task


@tenant_task(name="tickets.receive_inbound", queue="inbound")
def receive_inbound(workspace_id, inbound_id, token=None):
    """Make one raw message a ticket or part of one. ``token``: the claim under which it was stored.

    A bell that comes again because its worker died brings a claim that is used up: the next must count as an attempt.
    """
    from tickets.intake import process

    process(workspace_id, inbound_id, None if is_repeated() else token)


@tenant_task(name="tickets.deliver_message", queue="outbound")
def deliver_message(workspace_id, message_id):
    """Send one queued reply. Safe to run twice: only one run can claim the message."""
    from tickets.operations import delivery

    delivery.deliver(workspace_id, message_id)


@tenant_task(name="tickets.publish_events", queue="rules")
def publish_events(workspace_id, ticket_id):
    """Call the listeners of a ticket's new events."""
    from tickets import publication

    publication.publish(workspace_id, ticket_id)


@sweep_task(name="tickets.sweep", queue="sweeps", every=1)
def sweep_tickets():
    """Ring again for what a crash or a silent doorbell left: mail to read, replies to send, events to publish."""
    from tickets import sweeps

    sweeps.ring_for_the_forgotten()


@sweep_task(name="tickets.purge_old", queue="bulk", every=600)
def purge_old():
    """Delete for good what has been in spam or trash long enough."""
    from tickets import sweeps

    sweeps.purge_old()


@sweep_task(name="tickets.close_solved", queue="bulk", every=60)
def close_solved():
    """Close for good what nobody reopened in time."""
    from tickets import sweeps

    sweeps.close_solved()


@sweep_task(name="tickets.fold_tallies", queue="bulk", every=30)
def fold_tallies():
    """Sum up the changes of counts."""
    from tickets import sweeps

    sweeps.fold_tallies()


@sweep_task(name="tickets.settle_words", queue="bulk", every=30)
def settle_words():
    """Keep search as quick after a thousand new messages as before them."""
    from tickets import sweeps

    sweeps.settle_words()


@tenant_task(name="tickets.count_views", queue="bulk")
def count_views(workspace_id, member_id):
    """Count the saved views of a member, those whose count is not fresh."""
    from tickets import view_counts

    view_counts.count(workspace_id, member_id)


@sweep_task(name="tickets.sweep_view_counts", queue="sweeps", every=5)
def sweep_view_counts():
    """Ring for counts that were looked at after tickets had changed."""
    from tickets import view_counts

    view_counts.ring_for_the_wanted()


@sweep_task(name="tickets.forget_views", queue="bulk", every=3600)
def forget_deleted_views():
    """Delete saved views whose deletion nobody undid."""
    from tickets import sweeps

    sweeps.forget_deleted_views()


@tenant_task(name="tickets.come_due", queue="outbound")
def come_due(workspace_id, later_id):
    """Wake a ticket, send a scheduled reply or remind of one. Safe to run twice: the row goes with its work."""
    from tickets.operations import later

    later.come_due(workspace_id, later_id)


@sweep_task(name="tickets.sweep_later", queue="sweeps", every=1)
def sweep_later():
    """Ring for what is due by now, or was interrupted by a customer."""
    from tickets import sweeps

    sweeps.ring_for_what_is_due()


@tenant_task(name="tickets.draw_pages", queue="bulk")
def draw_pages(workspace_id, attachment_id):
    """Draw the first pages of an attached PDF. Safe to run twice: only one run can claim it."""
    from tickets.drawing import pages
    from tickets.models import Attachment

    pages.draw(Attachment, workspace_id, attachment_id)
