"""The tenant, and the hosts it answers at."""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.ids import opaque_id
from workspaces.fields import WorkspaceForeignKey

SLUG = RegexValidator(
    r"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z", _("Use small letters, digits and hyphens, at most 40.")
)
COLOUR = RegexValidator(r"\A#[0-9a-f]{6}\Z", _("A colour is written as #00534a."))


def valid_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(
            _("No time zone is called “%(name)s”; write for example Europe/Tallinn."), params={"name": name}
        )


class Workspace(models.Model):
    """One company's helpdesk. Found by host: ``<slug>.<BASE_DOMAIN>``, an own domain, or any host while it is alone."""

    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[valid_time_zone])
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    agents_see_all_teams = models.BooleanField(_("agents see the tickets of all teams"), default=True)
    reopen_days = models.PositiveSmallIntegerField(_("days a solved ticket can be reopened"), default=14)
    purge_days = models.PositiveSmallIntegerField(
        _("days until spam and trash are deleted for good"), default=30, validators=[MinValueValidator(1)]
    )
    portal_colour = models.CharField(
        _("colour of the help centre"), max_length=7, default="#315bc0", validators=[COLOUR]
    )
    portal_name = models.CharField(_("short name in the help centre"), max_length=60, blank=True)
    # {"en": {"greeting": "…", "note": "who reads the messages"}, …}; what is not there is said in our words
    portal_texts = models.JSONField(default=dict, blank=True)
    ack_enabled = models.BooleanField(_("confirm new messages by e-mail"), default=True)
    ack_text = models.TextField(_("text of the confirmation"), blank=True, max_length=2000)
    reason_required = models.BooleanField(_("a ticket needs a reason before it is solved"), default=False)
    tracks_time = models.BooleanField(_("agents note the minutes that an answer took"), default=False)
    types_off = models.JSONField(default=list, blank=True)  # values of Ticket.Type that agents are not offered
    secret = models.CharField(
        max_length=32, default=opaque_id, editable=False
    )  # signs reply addresses, Message-IDs and links
    sending_paused = models.BooleanField(default=False)  # set on a restored copy, so that it mails nobody
    primary_domain = models.CharField(max_length=253, blank=True)  # a verified domain; mirrored from its row
    photos_version = models.PositiveIntegerField(default=0, db_default=0)  # counts changes of members' photos
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self):
        return self.name

    @property
    def public_name(self):
        """What customers call the company."""
        return self.portal_name or self.name

    @property
    def portal_words(self):
        """Its own ``{"greeting", "note"}`` of the help centre in the active language, each only where it has one."""
        return self.portal_texts.get(get_language(), {})

    @property
    def base_url(self):
        """Where links in mails point: from this record, never from a request."""
        base = urlsplit(settings.BASE_URL)
        if self.primary_domain == base.hostname:  # the installation's own: with its scheme and port, as it is today
            return f"{base.scheme}://{base.netloc}"
        if self.primary_domain:
            return f"https://{self.primary_domain}"
        port = f":{base.port}" if base.port else ""
        host = f"{self.slug}.{settings.BASE_DOMAIN}"
        return f"{base.scheme}://{host}{port}"


class WorkspaceDomain(models.Model):
    """An own domain of a workspace, such as help.acme.example. It answers only once verified."""

    workspace = WorkspaceForeignKey(related_name="domains")
    domain = models.CharField(max_length=253, unique=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.domain
