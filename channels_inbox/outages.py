"""Servers that are down. While one is, its messages wait untouched, and one probe each ten seconds stands for all."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from channels_inbox.adapters import adapter_for
from channels_inbox.adapters.email import SYSTEM_DESTINATION
from channels_inbox.models import Outage

PROBE_EVERY = timedelta(seconds=10)


def current(destination):
    """The Outage of ``destination``, or None while it works."""
    return Outage.objects.filter(destination=destination).first()


def of(channel):
    """The Outage that holds what leaves by ``channel`` (None: by the installation's server), or None."""
    return current(adapter_for(channel).destination)


def may_try(destination, *, now=None):
    """Does ``destination`` work, or is this try the probe? Taking the probe is one UPDATE: two callers never both get it."""
    now = now or timezone.now()
    if not Outage.objects.filter(destination=destination).exists():
        return True
    return bool(Outage.objects.filter(destination=destination, probe_at__lte=now).update(probe_at=now + PROBE_EVERY))


def begin(destination, words, *, now=None):
    """``destination`` did not work. Again while it is down: the words change, its beginning stays."""
    now = now or timezone.now()
    with transaction.atomic():
        Outage.objects.bulk_create(
            [Outage(destination=destination, since=now, probe_at=now + PROBE_EVERY, words=words)],
            update_conflicts=True,
            unique_fields=["destination"],
            update_fields=["probe_at", "words"],
        )


def end(destination):
    """``destination`` answered: the rest may go. Cheap while there is no outage."""
    Outage.objects.filter(destination=destination).delete()


def destination_of_row():
    """An expression: where a row with a ``channel`` goes, as ``Adapter.destination`` names it."""
    own = Concat(Value("channel:"), Cast(F("channel_id"), CharField()), output_field=CharField())
    return Case(When(channel__settings__outgoing="smtp", then=own), default=Value(SYSTEM_DESTINATION))
