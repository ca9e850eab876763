"""Who changes what is dear must have shown their password within the last ten minutes."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.forms import ValidationError
from django.utils.translation import gettext as _

SECONDS = 600
STAMP = "sudo_at"


def is_fresh(request):
    """Did the user sign in, or answer the question, at most ten minutes ago?"""
    answered = request.session.get(STAMP, 0)
    signed_in = max((record.get("at", 0) for record in get_authentication_records(request, request.user)), default=0)
    return time.time() - max(answered, signed_in) <= SECONDS


class Question:
    """Asks for the password beside a form, so that nothing typed into it is lost: ``templates/workspaces/_sudo.html``.

    ``always``: also of who has just signed in; once right, the answer holds for this request alone.
    ``is_needed`` says whether to show it, ``error`` what was wrong with the answer, ``is_refused`` that the request came
    without a right one: answer 403 then.
    """

    def __init__(self, request, *, always=False):
        self.request = request
        self.is_needed = always or not is_fresh(request)
        self.error = ""

    def is_answered(self):
        """Is the session fresh, or the password in ``sudo_password`` right? A wrong one counts as a try to sign in."""
        if not self.is_needed:
            return True
        password = self.request.POST.get("sudo_password", "")
        try:
            right = bool(password) and get_adapter(self.request).reauthenticate(self.request.user, password)
        except ValidationError as refused:
            self.error = " ".join(refused.messages)
            return False
        if right:
            self.request.session[STAMP] = time.time()
            self.is_needed = False
            return True
        self.error = _("This is not your password.") if password else _("Give your password to save this.")
        return False

    @property
    def is_refused(self):
        return bool(self.error)
