import os
from importlib import import_module

from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
import_module("newsroom.checks").before_serving()  # it imports models, which may be done from here on
# What a first request would load, or make for itself: its processes share it.
reverse("admin:index")
engines.all()
caches["pages"]  # noqa: B018  it knows its version before an update lays newer files beside it
