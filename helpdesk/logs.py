"""Structured logs: an event name and an allow list of keys. Bodies and addresses are never among them."""

import logging
import logging.config
import sys
import traceback

import structlog

ALLOWED = frozenset(
    "event level timestamp logger workspace ticket message channel inbound task seconds status method path request_id "
    "error kind attempt count port name pid reason host code listener".split()
)


def allow_known_keys(_logger, _method, event):
    """Drop what is not in ``ALLOWED``: a key added in haste can't leak a body or an address."""
    return {key: value for key, value in event.items() if key in ALLOWED or key.startswith("_") or key == "exc_info"}


def where_it_failed(_logger, _method, event):
    """An exception as its kind and the lines of code it went through: its words may quote a customer."""
    failure = event.pop("exc_info", None)
    if failure is True:
        failure = sys.exc_info()
    elif isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if failure and failure[0]:
        event["exception"] = "".join(traceback.format_tb(failure[2])) + failure[0].__name__
    return event


class OneLine(logging.Filter):
    """Celery's beat writes 150 lines of stack for each bell it can't ring while Redis is away; the error's name is enough."""

    def filter(self, record):
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = "beat.bell_not_rung error=%s", (record.exc_info[0].__name__,)
            record.exc_info = record.exc_text = None
        return True


def configure(*, level, json):
    """Send structlog and the standard library's loggers through one formatter to stderr."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "tugi": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": shared,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        where_it_failed,
                        renderer,
                    ],
                }
            },
            "filters": {"one_line": {"()": OneLine}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "tugi"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                "django.request": {"level": "ERROR"},
                "mail.log": {"level": "ERROR"},  # aiosmtpd writes addresses at INFO
                "imap_tools": {"level": "ERROR"},
                "uvicorn.access": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING", "filters": ["one_line"]},  # at INFO a line for each sweep
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[*shared, allow_known_keys, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
