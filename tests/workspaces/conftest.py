import re

import pytest

from channels_inbox.models import SystemMail


@pytest.fixture(autouse=True)
def fresh_limits_always(fresh_limits):
    """Everything here signs in."""


@pytest.fixture(autouse=True)
def queued_mail(settings):
    """Mail goes into the outbound queue as it does in the product; the test runner would put it into a list."""
    settings.EMAIL_BACKEND = "channels_inbox.system_mail.EmailBackend"


@pytest.fixture
def mailed(workspace):
    """``mailed()``: the newest system mail, or None."""
    return lambda: SystemMail.objects.filter(workspace=workspace).order_by("-id").first()


@pytest.fixture
def link_in():
    """``link_in(mail)``: the path of the only link in its text."""

    def find(mail):
        (link,) = re.findall(r"https?://\S+", mail.text)
        return "/" + link.split("/", 3)[3]

    return find


@pytest.fixture
def alice_is_owner(alice):
    alice.role = "owner"
    alice.save()
    return alice
