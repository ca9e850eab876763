"""What the worker does for the portal."""

from workspaces.tasks import sweep_task, tenant_task


@tenant_task(name="portal.send_sign_in_link", queue="outbound")
def send_sign_in_link(workspace_id, link_id):
    """Mail a one-time link, if somebody has the address."""
    from portal import signing_in

    signing_in.send(workspace_id, link_id)


@sweep_task(name="portal.sweep", queue="sweeps", every=5)
def sweep_portal():
    """Ring again for wishes to sign in whose ring was lost."""
    from portal import sweeps

    sweeps.ring_for_the_forgotten()


@sweep_task(name="portal.forget", queue="bulk", every=3600)
def forget_what_ended():
    """Delete one-time links and sessions that have ended."""
    from portal import sweeps

    sweeps.forget_what_ended()
