from django.urls import reverse
from django.utils import timezone

from articles.models import Publication


def desk_time(get_response):
    """Show and read the desk's moments in the publication's time zone."""

    def middleware(request):
        if not request.path.startswith(reverse("admin:index")):
            return get_response(request)
        with timezone.override(Publication.objects.current().zone):
            return get_response(request)

    return middleware
