import os

from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  what a first request would load: its processes share it
caches["pages"]  # noqa: B018  it knows its version before an update lays newer files beside it
