"""Sign-in by a mailed one-time link: asked for, sent by the worker, spent by a button."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from channels_inbox.system_mail import send_system_mail
from contacts.identities import normalise_email
from contacts.models import Identity
from portal.addresses import is_nobodys
from portal.models import SignInLink
from portal.tokens import hashed, new_token
from workspaces.models import Workspace
from workspaces.tenancy import tenant

LASTS = timedelta(minutes=15)


def ask(workspace, address, *, language="", next_path=""):
    """Note that somebody wants to sign in with ``address``; the worker does the rest.

    The same few statements for every address, known or not: neither the answer nor its time tells which it is.
    """
    from portal import tasks

    now = timezone.now()
    link = SignInLink.objects.create(
        workspace=workspace,
        address=normalise_email(address),
        language=language,
        next=next_path[:200],
        expires_at=now + LASTS,
        created_at=now,
    )
    tasks.send_sign_in_link.ring_on_commit(workspace.pk, link.pk)


def send(workspace_id, link_id):
    """Mail the link if somebody has the address. A repeat does nothing; an unknown address gets no mail."""
    with tenant(workspace_id), transaction.atomic():
        now = timezone.now()
        link = (
            SignInLink.objects.select_for_update()
            .filter(workspace_id=workspace_id, pk=link_id, handled_at=None, expires_at__gt=now)
            .first()
        )
        if link is None:
            return
        link.handled_at = now
        known = Identity.objects.filter(workspace_id=workspace_id, kind=Identity.Kind.EMAIL, value=link.address)
        if known.exists() and not is_nobodys(link.address):
            token = new_token()
            link.token_hash = hashed(token)
            _mail(Workspace.objects.get(pk=workspace_id), link, token)
        link.save(update_fields=["handled_at", "token_hash"])


def find(workspace, token):
    """The SignInLink that ``token`` still opens, or None: expired, spent, changed by a letter, another workspace's."""
    return SignInLink.objects.filter(
        workspace_id=workspace.pk, token_hash=hashed(token), spent_at=None, expires_at__gt=timezone.now()
    ).first()


@transaction.atomic
def spend(workspace, token):
    """Use the link up: of two at the same moment, one gets it. Returns the SignInLink, or None.

    The mailbox counts as proved, and other links to it that are still out are void.
    """
    now = timezone.now()
    won = SignInLink.objects.filter(
        workspace_id=workspace.pk, token_hash=hashed(token), spent_at=None, expires_at__gt=now
    ).update(spent_at=now)
    if not won:
        return None
    link = SignInLink.objects.get(workspace_id=workspace.pk, token_hash=hashed(token))
    SignInLink.objects.filter(workspace_id=workspace.pk, address=link.address, spent_at=None).update(spent_at=now)
    Identity.objects.filter(
        workspace_id=workspace.pk, kind=Identity.Kind.EMAIL, value=link.address, verified_at=None
    ).update(verified_at=now)
    return link


def _mail(workspace, link, token):
    with translation.override(link.language or workspace.language):
        url = workspace.base_url + reverse("portal:sign_in_link", args=[token])
        words = {"name": workspace.public_name, "url": url}
        send_system_mail(
            workspace,
            link.address,
            _("Sign in to %(name)s") % words,
            _(
                "Open this link and press the button to see your messages to %(name)s:\n\n%(url)s\n\n"
                "The link works once and for 15 minutes. Did somebody else ask for it? Then do nothing: without this mail "
                "nobody gets in."
            )
            % words,
        )
