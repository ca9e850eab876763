"""How django-allauth works here: people come by invitation, a workspace lets in its members only."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.stages import LoginStage
from django.contrib.auth import authenticate
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from workspaces import two_factor
from workspaces.client_address import client_address
from workspaces.models import Member


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not belong together. Try again, or reset the password."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or have a sign-in link mailed to you."),
        "rate_limited": _("Too many tries. Wait a minute."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_stages(self):
        return ["workspaces.accounts.CodeStage"]

    def authenticate(self, request, **credentials):
        """The user, if the password is right and they are an active member here. Everything else counts as one failed try
        and looks the same: no such user, wrong password, deactivated, member of another workspace.
        """
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if user is None or not Member.objects.active().filter(workspace=request.workspace, user=user).exists():
            return None
        self._rollback_login_failed_rl_usage()
        return user

    def reauthenticate(self, user, password):
        """Is ``password`` that of ``user``? A wrong one counts as a failed try to sign in."""
        request = self.request
        found = self.authenticate(request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_client_ip(self, request):
        return client_address(request)

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        """Nothing: our views say what happened in our words."""

    def send_notification_mail(self, *args, **kwargs):
        """Nothing: ``workspaces.mail`` sends ours."""

    def _get_login_attempts_cache_key(self, request, **credentials):
        # By the account alone. allauth would mix in the host, of which an attacker may have many.
        return credentials.get("email", "").strip().lower()


class CodeStage(LoginStage):
    """Between password or link and session: the code of two-factor authentication, if it is on."""

    key = "two_factor"
    urlname = "account_code"

    def handle(self):
        user = self.login.user
        if not two_factor.is_on(user):
            return None, True
        self.state["stamp"] = user.get_session_auth_hash()  # another password, or it switched on anew: begin again
        return redirect(self.urlname), True

    def is_resumable(self, request):
        return False  # the sign-in page stays what it is
