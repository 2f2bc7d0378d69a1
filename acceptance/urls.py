"""The paper's addresses, and some that fail, so that error pages come from the server that readers meet."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from newsroom.urls import handler404, handler500
from newsroom.urls import urlpatterns as paper

__all__ = ["handler404", "handler500", "urlpatterns"]

ERRORS = {400: BadRequest, 403: PermissionDenied, 500: RuntimeError, 503: OperationalError}


@csrf_exempt
def fail(request, status):
    raise ERRORS[status]("as asked")


urlpatterns = [path("fail/<int:status>/", fail), *paper]
