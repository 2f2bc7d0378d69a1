"""The page for whoever is signed in and may not see another: what they lack, whom to ask, the way back."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.http import Http404
from django.utils.translation import gettext as _
from django.views import defaults

from articles.desk import notifying
from articles.desk.registry import act_name

from . import screens
from .accounts import PERMISSION_LABELS, name_of_group
from .act_forms import ACT_FORMS

MOST = 5  # names of those who can be asked
NEEDED = {
    "changelist": "view",
    "history": "view",
}  # what each page of Django's admin needs, if not its own name


def forbidden(request, exception=None):
    """Answer 403 on the desk with a page of the desk; elsewhere with the paper's."""
    user = getattr(request, "user", None)
    if user is None or not user.is_staff or not hasattr(request, "publication"):
        return defaults.permission_denied(request, exception)
    chiefs = notifying.chiefs().filter(is_active=True).exclude(pk=user.pk).order_by("username")
    context = {
        "lacks": str(exception or "") or _lacking(request.resolver_match),
        "roles": [name_of_group(group) for group in Group.objects.filter(user=user)],
        "chiefs": list(chiefs[:MOST]),
    }
    return screens.render_screen(request, "refused.html", _("That isn’t open to you"), context, status=403)


def nowhere(request, **asked):
    raise Http404


def _lacking(match):
    """Return the name of what a page's address would have done."""
    app, _underscore, rest = ((match and match.url_name) or "").partition("_")
    noun, _underscore, page = rest.partition("_")
    if noun == "article" and page in ACT_FORMS:
        return act_name(page)
    try:
        model = apps.get_model(app, noun)
    except LookupError:
        return ""
    label = PERMISSION_LABELS.get(NEEDED.get(page, page))
    return _(label) % model._meta.verbose_name if label else ""
