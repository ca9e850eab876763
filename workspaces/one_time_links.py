"""Making and spending mailed links that sign in or set a password."""

from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from workspaces.models import Member, OneTimeLink
from workspaces.tokens import hashed, new_token, well_formed

LIFETIMES = {
    OneTimeLink.Purpose.SIGN_IN: timedelta(minutes=15),
    OneTimeLink.Purpose.PASSWORD: timedelta(hours=1),
}


def make(member, purpose):
    """A new link for ``member``; earlier ones for the same purpose are dead. Returns the token, which is kept nowhere."""
    OneTimeLink.objects.filter(workspace_id=member.workspace_id, user_id=member.user_id, purpose=purpose).delete()
    token = new_token()
    OneTimeLink.objects.create(
        workspace_id=member.workspace_id,
        user_id=member.user_id,
        purpose=purpose,
        token_hash=hashed(token),
        stamp=_stamp(member),
        expires_at=timezone.now() + LIFETIMES[purpose],
    )
    return token


def member_for(workspace, purpose, token):
    """The active Member whose ``token`` this is, or None: unknown, spent, too old, or overtaken by a change of rights."""
    link = _open_links(workspace, purpose, token).first() if well_formed(token) else None
    if link is None:
        return None
    member = (
        Member.objects.active()
        .filter(workspace=workspace, user_id=link.user_id)
        .select_related("user", "workspace")
        .first()
    )
    if member is None or not constant_time_compare(link.stamp, _stamp(member)):
        return None
    return member


def spend(workspace, purpose, token):
    """As ``member_for``, and the link is used up. Of two who press at the same time one gets None."""
    member = member_for(workspace, purpose, token)
    if member is None or not _open_links(workspace, purpose, token).update(spent_at=timezone.now()):
        return None
    return member


def _open_links(workspace, purpose, token):
    return OneTimeLink.objects.filter(
        workspace=workspace,
        purpose=purpose,
        token_hash=hashed(token),
        spent_at=None,
        expires_at__gt=timezone.now(),
    )


def _stamp(member):
    value = f"{member.user.password}|{member.auth_epoch}|{member.role}"
    return salted_hmac("workspaces.one_time_links", value, algorithm="sha256").hexdigest()
