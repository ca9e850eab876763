"""Two-factor authentication: after the password or the sign-in link a code of an app (RFC 6238), or a recovery code.

The rows are django-allauth's (``Authenticator``), what stands in them is ours: the key sealed, the recovery codes hashed,
and the time step of the last code, so that none is taken twice, whatever happens to Redis.

It is the user's, everywhere. But only where they switched it on may somebody else switch it off: an admin of one workspace
must not open the way into another.
"""

import secrets
import time
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from helpdesk.lib.sealed import Unreadable, seal, unseal
from workspaces import mail, members
from workspaces.models import Member, User
from workspaces.tokens import hashed

APP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
STEP_SECONDS = 30
DRIFT = 1  # steps that a clock may be wrong by
COUNT = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike; twelve are 59 bits
LENGTH = 12


ON = Exists(Authenticator.objects.filter(user_id=OuterRef("user_id"), type=APP))  # of a Member, for ``annotate``


class WrongCode(OperationRefused):
    code = "wrong_code"
    message = _(
        "This is not the code. It changes every 30 seconds; if none works, see whether the phone’s clock is right."
    )


class AlreadyOn(OperationRefused):
    code = "already_on"
    message = _("Two-factor authentication is on already.")


class NotOn(OperationRefused):
    code = "not_on"
    message = _("Two-factor authentication is not on.")


class SwitchedOnElsewhere(OperationRefused):
    code = "switched_on_elsewhere"
    message = _("They switched it on in another workspace. An admin there can switch it off.")


def is_on(user):
    """Is a code asked of ``user`` after the password?"""
    return Authenticator.objects.filter(user_id=user.pk, type=APP).exists()


def app_of(user):
    """The Authenticator of their app, or None."""
    return Authenticator.objects.filter(user_id=user.pk, type=APP).first()


def codes_left(user):
    """How many recovery codes have not been used."""
    found = Authenticator.objects.filter(user_id=user.pk, type=CODES).first()
    return len(found.data["hashes"]) if found else 0


def new_key():
    """A key for an app, 32 letters."""
    return generate_totp_secret()


def address_of(member, key):
    """What the picture for the app says: ``otpauth://totp/Acme:bob@acme.example?secret=…&issuer=Acme``."""
    issuer = member.workspace.name.replace(":", " ")  # divides it from the name
    label = f"{quote(issuer)}:{quote(member.user.email)}"
    return f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': issuer}, quote_via=quote)}"


@transaction.atomic
def switch_on(member, key, code, *, by):
    """Ask for codes of the app that has ``key``; ``code`` shows that it works. Returns the recovery codes, kept nowhere.

    Other sessions of the user end. Raises AlreadyOn or WrongCode. They are told by mail.
    """
    user = _locked(member)
    if is_on(user):
        raise AlreadyOn
    step = _step_of(key, code)
    if step is None:
        raise WrongCode
    data = {"key": seal(key, place=place_of(user)), "last_step": step, "workspace": member.workspace_id}
    Authenticator.objects.create(user=user, type=APP, data=data)
    codes = _write_codes(user)
    _changed(member, "two_factor_on", by=by)
    return codes


@transaction.atomic
def new_codes(member, *, by):
    """Ten other recovery codes; those before are dead. Raises NotOn."""
    user = _locked(member)
    if not is_on(user):
        raise NotOn
    return _write_codes(user)


@transaction.atomic
def switch_off(member, *, by):
    """Ask for no code any more. Sessions of the user end. They are told by mail, and by whom.

    Raises NotOn, members.OwnersOnly or SwitchedOnElsewhere.
    """
    user = _locked(member)
    if refusal := reason_against_switching_off(member, by=by):
        raise refusal
    Authenticator.objects.filter(user=user, type__in=(APP, CODES)).delete()
    _changed(member, "two_factor_off", by=by)


def reason_against_switching_off(member, *, by):
    """Why ``by`` can't switch it off for ``member``, as the refusal that it would raise, or None."""
    app = app_of(member.user)
    if app is None:
        return NotOn()
    if member.pk == by.pk:
        return None
    if member.role == Member.Role.OWNER and by.role != Member.Role.OWNER:
        return members.OwnersOnly()
    if app.data["workspace"] != member.workspace_id:
        return SwitchedOnElsewhere()
    return None


@transaction.atomic
def spend(user, code):
    """Is ``code`` one that lets ``user`` in now? Then it is used up. Returns "app", "recovery" or ""."""
    rows = {one.type: one for one in Authenticator.objects.select_for_update().filter(user_id=user.pk)}
    app, recovery = rows.get(APP), rows.get(CODES)
    if app is None:
        return ""
    try:
        step = _step_of(unseal(app.data["key"], place=place_of(user)), code)
    except Unreadable:  # FIELD_KEY is another: the recovery codes still let them in
        step = None
    if step is not None and step > app.data["last_step"]:
        app.data["last_step"] = step
        return _used(app, "app")
    given = hashed(_plain(code))
    if recovery is not None and given in recovery.data["hashes"]:
        recovery.data["hashes"].remove(given)
        return _used(recovery, "recovery")
    return ""


def _used(row, kind):
    row.last_used_at = timezone.now()
    row.save(update_fields=["data", "last_used_at"])
    return kind


def _step_of(key, code):
    """The time step whose code this is, at most DRIFT away from now; None for a wrong one."""
    code, now = _plain(code), int(time.time()) // STEP_SECONDS
    for step in range(now - DRIFT, now + DRIFT + 1):
        if constant_time_compare(code, format_hotp_value(hotp_value(key, step))):
            return step
    return None


def _plain(code):
    """As it is compared: people write groups, and capitals."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _write_codes(user):
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(COUNT)]
    data = {"hashes": [hashed(code) for code in codes]}
    Authenticator.objects.update_or_create(user=user, type=CODES, defaults={"data": data, "created_at": timezone.now()})
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


def _locked(member):
    return User.objects.select_for_update().get(pk=member.user_id)


def place_of(user):
    """Where the key of ``user`` is sealed for."""
    return f"two-factor:{user.pk}"


def _changed(member, template, *, by):
    User.objects.filter(pk=member.user_id).update(session_epoch=F("session_epoch") + 1)
    member.user.refresh_from_db(fields=["session_epoch"])
    members.end_sockets(member)
    context = {"name": member.first_name, "by": by.name if by.pk != member.pk else ""}
    mail.send(member.workspace, member.user.email, f"account/email/{template}", context, language=member.user.language)
