"""The Celery application. Its schedule is code: what runs when is the same in every installation."""

import logging
import os

from celery import Celery
from celery.signals import worker_ready, worker_shutting_down

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

app = Celery("helpdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def show_life(**kwargs):
    """A heartbeat row for ``manage.py health worker``, from when the worker takes tasks until it stops taking them."""
    from workspaces.heartbeats import Pulse

    app.pulse = Pulse("worker")
    app.pulse.start()


@worker_shutting_down.connect
def end_life(**kwargs):
    # A bell that comes while the worker takes no more goes back to its queue; kombu warns of each as of something lost.
    logging.getLogger("kombu.transport.virtual.base").setLevel(logging.ERROR)
    if pulse := getattr(app, "pulse", None):
        pulse.stop()
