import os
from importlib import import_module

import django
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.template import engines
from django.urls import reverse


class Utf8Request(WSGIRequest):
    """A request in UTF-8, whatever its Content-Type says: a page's key in the cache holds its query."""

    encoding = property(lambda request: None, lambda request, charset: None)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

django.setup(set_prefix=False)
import_module("newsroom.checks").before_serving()  # it imports models, which may be done from here on
application = WSGIHandler()
application.request_class = Utf8Request
# What a first request would load, or make for itself: its processes share it.
reverse("admin:index")
engines.all()
caches["pages"]  # noqa: B018  it knows its version before an update lays newer files beside it
