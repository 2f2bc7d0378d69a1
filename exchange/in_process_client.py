"""Ask this paper for its own pages, as a reader does, without a network."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from articles.models import Publication


class InProcessClient:
    """`get(path)` returns what the server answers, through all of its middleware; `whole` is its body."""

    def __init__(self):
        parts = urlsplit(Publication.objects.current().address)
        self.host, self.is_secure = parts.netloc or "localhost", settings.HTTPS
        self.handler = WSGIHandler()
        self.factory = RequestFactory(SERVER_NAME=self.host)

    def get(self, path, era=None):
        """Ask for a page; of the past where an era of it is given."""
        request = self.factory.get(path, secure=self.is_secure, HTTP_HOST=self.host)
        # The paper's own address is no host of this machine's list before it moves there.
        request.get_host = lambda: self.host
        if era:
            request.era, request.moment, request.token = era, era.since, era.token
        response = self.handler.get_response(request)
        # Its own close() would end the request for the database too.
        response.whole = response.getvalue() if response.streaming else response.content
        for close in response._resource_closers:
            close()
        return response
