"""The two addresses that the text field talks to: the preview, and the upload of a picture."""

from functools import wraps

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.archive import printing
from articles.models import Article, Citation, Image, Source
from articles.pictures import library, markup
from articles.templatetags.page_tags import in_language
from articles.text import reading, rendering

from .forms import parse_key
from .image import tell_unread
from .image_forms import DESCRIPTION_FIELDS, LOOK_FIELDS


def staff_only(view):
    """Answer anyone else with a short 403, since a sign-in page would be shown inside the preview."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not (request.user.is_active and request.user.is_staff):
            sentence = _("You are signed out. Sign in again in another tab; your text stays here.")
            return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


@require_POST
@staff_only
def preview(request):
    """Render the typed text as readers will see it."""
    text = request.POST.get("content", "").replace("\r\n", "\n").replace("\x00", "\ufffd")
    if len(text) > rendering.MAX_LENGTH:
        return HttpResponse(too_long(text), content_type="text/plain; charset=utf-8")
    behind = request.GET.get("behind", "")  # the marks of the standfirst, which are numbered before
    key = parse_key(request.GET.get("article", ""))
    story = Article.objects.visible_to(request.user).filter(pk=key).only("language").first()
    own = story.language if story else ""
    citations = known_citations(behind + text, story)
    language = own or request.publication.language
    html = markup.body_html(text, citations, known_pictures(text), behind=behind, language=language)
    if own:
        html = f"<div{in_language(own)}>{html}</div>"
    if 'class="chart"' in html:  # few texts have one, so no form carries its styles
        html = format_html('<link rel="stylesheet" href="{}">', static("articles/admin/charts.css")) + html
    return HttpResponse(html)


def known_pictures(text):
    """Return the pictures of a text as they would be printed now."""
    return [row.as_printed() for row in printing.by_key(markup.keys(text)).values()]


def too_long(text):
    return _("This text has %(length)d characters; a story can have %(limit)d.") % {
        "length": len(text),
        "limit": rendering.MAX_LENGTH,
    }


def known_citations(text, story):
    """Return what the marks of a text may mean: the story's own citations, or sources by their keys."""
    marks = set(reading.marks(text))
    names = {source.slug: source.public_name for source in Source.objects.filter(slug__in=marks)}
    if story:
        rows = Citation.objects.filter(article=story, mark__in=marks).select_related("source")
        names |= {row.mark: row.source.public_name for row in rows}
    return [{"mark": mark, "name": name} for mark, name in names.items()]


@require_POST
@staff_only
def upload(request):
    """Take a picture that was dropped into the text, and answer with the Markdown that shows it."""
    try:
        image = library.accept(request.FILES.get("image"), request.user)
    except PermissionDenied as refusal:
        return JsonResponse({"error": str(refusal)}, status=403)
    except ValidationError as refusal:
        return JsonResponse({"error": refusal.messages[0]}, status=400)
    tell_unread(request, image)
    words = {
        name: getattr(image, name)
        for name in DESCRIPTION_FIELDS
        if not (image.is_sound and name in LOOK_FIELDS)
    }
    address = reverse("admin:articles_image_words", args=[image.pk])
    origins = [["", "–"], *([value, str(label)] for value, label in Image.SourceType.choices)]
    return JsonResponse(
        {"image_code": image.mark, "id": image.pk, "words": words, "address": address, "origins": origins}
    )
