"""Errors told to Sentry, or to what takes its events: what failed and where, and nobody's words."""

import sentry_sdk
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import EventHandler

from newsroom import __version__

EVENT = ("event_id", "timestamp", "level", "platform", "release")
FRAME = ("filename", "module", "function", "lineno", "in_app")


def handler(dsn):
    """Return the log's handler that tells each error; commands that end by one tell it too."""
    sentry_sdk.init(
        dsn,
        release=__version__,
        before_send=bare,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[ExcepthookIntegration(), AtexitIntegration(callback=lambda *waiting: None)],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
    )
    return EventHandler()


def bare(event, hint):
    """Return the parts of an event that hold no value: a message may quote a text, a name or an address."""
    told = only(EVENT, event)
    told["exception"] = {
        "values": [of_exception(each) for each in event.get("exception", {}).get("values", ())]
    }
    if record := hint.get("log_record"):
        told |= {"logger": record.name, "tags": {"request": record.request_id}}
        told["logentry"] = {"message": f"{record.name}, line {record.lineno} of {record.filename}"}
    return told


def of_exception(raised):
    frames = (raised.get("stacktrace") or {}).get("frames", ())
    return only(("type", "module"), raised) | {
        "stacktrace": {"frames": [only(FRAME, each) for each in frames]}
    }


def only(names, row):
    return {name: row[name] for name in names if name in row}
