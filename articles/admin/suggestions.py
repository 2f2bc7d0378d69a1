"""What the text field asks for: sources, stories, pictures, and what a paste is in Markdown."""

from functools import reduce
from operator import or_

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.forms import CharField, ModelForm
from django.http import JsonResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from articles.desk import auditing
from articles.models import Edition, Image, Snippet, Source, clock
from articles.pictures import markup
from articles.text import pasting

from .image import thumbnail_address
from .markdownx_views import staff_only
from .taxonomy import with_https

OFFERED = 8
MOST_KEYS = 100
# Among the newest stories or pictures: a word of none of them costs no walk through the whole archive.
NEWEST = 5_000


class SourceForm(ModelForm):
    """A source with a name: a confidential one is opened on its own page."""

    name = CharField(max_length=200)

    class Meta:
        model = Source
        fields = ["name", "kind", "role", "address"]
        formfield_callback = with_https


@require_GET
@staff_only
def sources(request):
    """Offer the sources whose name or key holds what was typed, or name those of some keys.

    A confidential name finds nothing.
    """
    rows = Source.objects.all() if request.user.has_perm("articles.view_source") else Source.objects.none()
    if keys := keys_of(request):
        return JsonResponse({"found": [suggestion(source) for source in rows.filter(slug__in=keys)]})
    query = query_of(request)
    rows = rows.filter(merged_into=None, withdrawn_at=None)
    found = (
        rows.filter(slug__icontains=query)
        | rows.filter(is_confidential=False, name__icontains=query)
        | rows.filter(is_confidential=True, public_description__icontains=query)
    )
    return JsonResponse({
        "found": [suggestion(source) for source in found.order_by("name")[:OFFERED]],
        "may_add": request.user.has_perm("articles.add_source"),
    })  # fmt: skip


def query_of(request):
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def keys_of(request):
    """Return the keys that a text names, and asks what they mean."""
    return [key.replace("\x00", "")[:100] for key in request.GET.getlist("key")[:MOST_KEYS]]


def suggestion(source):
    return {
        "id": source.pk,
        "key": source.slug,
        "name": source.public_name,
        "hint": source.get_kind_display(),
    }


@require_POST
@staff_only
def new_source(request):
    """Add a source without leaving the story."""
    if not request.user.has_perm("articles.add_source"):
        return JsonResponse({"error": _("You have no permission to add sources.")}, status=403)
    form = SourceForm(request.POST)
    if not form.is_valid():
        sentence = " ".join(
            f"{form.fields[name].label}: {' '.join(said)}" for name, said in form.errors.items()
        )
        return JsonResponse({"error": sentence}, status=400)
    try:
        with transaction.atomic():
            source = form.save()
            auditing.log_row("add_row", source, by=request.user, fields=sorted(form.changed_data))
    except IntegrityError:
        sentence = _("Somebody added a source of this name this moment. Look for it.")
        return JsonResponse({"error": sentence}, status=409)
    return JsonResponse(suggestion(source), status=201)


@require_GET
@staff_only
def stories(request):
    """Offer the newest live stories whose headline holds what was typed, as Markdown links."""
    live = Edition.objects.published(clock.now()).order_by("-first_published_at")
    newest = live.values("pk")[:NEWEST]
    found = Edition.objects.filter(pk__in=newest, headline__icontains=query_of(request))
    rows = found.order_by("-first_published_at")[:OFFERED]
    return JsonResponse({
        "found": [
            {
                "name": edition.headline,
                "address": edition.get_absolute_url(),
                "hint": f"{timezone.localtime(edition.first_published_at):%Y-%m-%d}",
            }
            for edition in rows
        ],
    })  # fmt: skip


@require_GET
@staff_only
def snippets(request):
    """Offer the desk's standing texts by their names."""
    may_see = request.user.has_perm("articles.view_article")
    rows = Snippet.objects.filter(begins_story=False, name__icontains=query_of(request))
    return JsonResponse({
        "found": [
            {"name": row.name, "hint": Truncator(row.body).chars(60), "text": row.body}
            for row in (rows[:OFFERED] if may_see else [])
        ],
    })  # fmt: skip


@require_GET
@staff_only
def pictures(request):
    """Offer the newest pictures and recordings by what was typed, or show those of some keys."""
    query = query_of(request)
    library = Image.objects.order_by("-uploaded_at").select_related("poster")
    library = library if request.user.has_perm("articles.view_image") else library.none()
    if keys := keys_of(request):
        rows = library.filter(key__in=filter(markup.KEY.fullmatch, keys))
        return JsonResponse({"found": [image_offer(image) for image in rows]})
    words = [Q(**{f"{field}__icontains": query}) for field in ("alt_text", "caption", "credit", "people")]
    found = library.filter(reduce(or_, words), pk__in=library.values("pk")[:NEWEST])
    return JsonResponse({"found": [image_offer(image) for image in found[:OFFERED]]})


def image_offer(image):
    return {
        "id": image.pk,
        "key": str(image.key),
        "name": image.caption or image.alt_text or _("without words"),
        "hint": " · ".join(filter(None, (image.credit, image.media_type))),
        "mark": image.mark,
        "view": thumbnail_address(image),
    }


@require_POST
@staff_only
def paste(request):
    """Turn the HTML of a clipboard into Markdown."""
    first = request.GET.get("first_note", "")
    first = int(first) if first.isdecimal() and len(first) < 10 else 1
    try:
        markdown = pasting.to_markdown(request.body.decode("utf-8", "replace"), first)
    except (RequestDataTooBig, pasting.TooLarge):
        sentence = _("This paste is larger than 5 MB: its plain words were pasted.")
        return JsonResponse({"error": sentence}, status=413)
    if isinstance(markdown, pasting.PlainWords):
        sentence = _("This paste has more tags than can be laid out: its plain words were pasted.")
        return JsonResponse({"markdown": markdown, "error": sentence})
    return JsonResponse({"markdown": markdown})
