"""What an answer need not wait for: done when it has left. A Redis that is slow or away then keeps nobody waiting."""

from contextvars import ContextVar

import structlog
from django.core.signals import request_finished, request_started

log = structlog.get_logger(__name__)
_waiting = ContextVar("waiting", default=None)


def afterwards(act):
    """Call ``act()`` when the request around is answered; outside of requests at once.

    Only for what may be lost, since a process may end between the two. An error in it is logged, there is nobody to hear it.
    """
    waiting = _waiting.get()
    if waiting is None:
        act()
    else:
        waiting.append(act)


def _begin(**_):
    _waiting.set([])


def _act(**_):
    waiting = _waiting.get() or ()
    _waiting.set(None)  # what these cause is done at once
    for act in waiting:
        try:
            act()
        except Exception as error:
            log.error("afterwards.failed", error=type(error).__name__)


request_started.connect(_begin, dispatch_uid="afterwards.begin")
request_finished.connect(_act, dispatch_uid="afterwards.act")
