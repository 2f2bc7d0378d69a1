import os

from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
# What a first request would load: its processes share it. The store of pages knows by which version it is
# before an update lays newer files beside it.
_ = get_resolver().url_patterns, caches["pages"]
