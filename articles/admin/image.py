"""The picture library: upload, words, focal point and crops, where it is used, another file."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import desk
from articles.desk import auditing
from articles.models import Article, Edition, EditionPicture, Image, clock
from articles.pictures import library, markup, renditions

from . import screens
from .image_forms import (
    DESCRIPTION_FIELDS,
    LOOK_FIELDS,
    RECORDING_FIELDS,
    RIGHTS_FIELDS,
    FileForm,
    ImageForm,
    RecordingForm,
    WordsForm,
)
from .lists import LongListAdmin
from .logged import Logged
from .stale_check import StaleCheck
from .taxonomy import HTTPS_FIELDS

COPIES = 50  # stories and editions whose pictures a headline finds, the newest


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [("picture", _("pictures")), ("video", _("videos")), ("audio", _("sounds"))]

    def queryset(self, request, queryset):
        if self.value() == "picture":
            return queryset.filter(media_type="")
        return queryset.filter(media_type__startswith=f"{self.value()}/") if self.value() else queryset


def thumbnail_address(image):
    """Return where the desk finds a small view of a picture, or of a recording's still; empty without one."""
    return markup.small_address(image.poster if image.poster else image)


def thumbnail(image, width=160):
    """Return a small view of a picture for the desk."""
    address = thumbnail_address(image)
    if not address:
        return image.media_type or "–"
    return format_html('<img src="{}" width="{}" alt="{}" loading="lazy">', address, width, image.alt_text)


@admin.register(Image)
class ImageAdmin(Logged, StaleCheck, LongListAdmin):
    keeps_words = False
    form = ImageForm
    formfield_overrides = HTTPS_FIELDS
    list_display = ["view", "__str__", "credit", "digital_source_type", "is_described", "uploaded_at"]
    list_display_links = ["view", "__str__"]
    list_filter = [KindFilter, "digital_source_type", "uploaded_at"]
    search_fields = ["alt_text", "transcript", "caption", "credit", "creator", "rights", "licence", "people"]
    readonly_fields = ["whole", "mark_in_text", "facts", "used_in"]
    fieldsets = [
        (None, {"fields": ["whole", *DESCRIPTION_FIELDS]}),
        (
            _("Focal point and crops"),
            {"fields": ["focal_x", "focal_y", "crop_wide", "crop_card", "crop_square"]},
        ),
        (_("More about it"), {"fields": RIGHTS_FIELDS}),
        (_("Where it is"), {"fields": ["mark_in_text", "used_in", "facts"]}),
    ]
    autocomplete_fields = ["poster"]
    list_select_related = ["poster"]
    change_form_template = "admin/articles/image/change_form.html"

    class Media:
        css = {"all": ["articles/admin/pictures.css"]}

    @admin.display(description=_("view"))
    def view(self, image):
        return thumbnail(image)

    def get_search_results(self, request, queryset, search_term):
        """Find the pictures of copies and editions too, by the headlines of what this user may see."""
        found, has_twins = super().get_search_results(request, queryset, search_term)
        if term := search_term.replace("\x00", "").strip():
            visible = Article.objects.visible_to(request.user)
            copies = visible.filter(headline__icontains=term).order_by("-updated_at")[:COPIES]
            printed = Edition.objects.filter(headline__icontains=term).order_by("-pk")
            printed = printed.exclude(article__in=Article.objects.hidden_from(request.user))[:COPIES]
            shown = EditionPicture.objects.filter(edition__in=[edition.pk for edition in printed.only("pk")])
            keys = {key for copy in copies for key in markup.keys(copy.body)}
            leads = {copy.lead_image_id for copy in copies}
            found = found | queryset.filter(
                Q(key__in=keys) | Q(pk__in=leads) | Q(pk__in=shown.values("image"))
            )
        return found, has_twins

    @admin.display(description=_("described"), boolean=True)
    def is_described(self, image):
        return not image.needs_words

    @admin.display(description=_("picture"))
    def whole(self, image):
        if "recording" in image.renditions:
            return mark_safe(markup.recording_html(image.as_printed()))  # noqa: S308 - a template's
        made = image.renditions.get("whole")
        if not made:
            return gettext("It is being made ready.")
        return format_html(
            '<img class="whole" src="{}" width="{}" height="{}" alt="{}">',
            markup.jpeg_address(made, markup.MIDDLE),
            made["width"],
            made["height"],
            image.alt_text,
        )

    @admin.display(description=_("in a text"))
    def mark_in_text(self, image):
        return format_html("<code>{}</code>", image.mark)

    @admin.display(description=_("the file"))
    def facts(self, image):
        kind = f"{image.media_type}, {image.seconds} s · " if image.is_recording else ""
        return f"{kind}{image.width} × {image.height} · SHA-256 {image.sha256} · {image.uploaded_by or '–'}"

    @admin.display(description=_("used in"))
    def used_in(self, image):
        rows = uses(image)
        items = format_html_join("", '<li><a href="{}">{}</a> – {}</li>', rows)
        return format_html("<ul>{}</ul>", items) if rows else gettext("No story shows it.")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj and obj.is_recording:
            kwargs["form"] = RecordingForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not (obj and obj.is_recording):
            return self.fieldsets
        first, _crops, more, place = self.fieldsets
        unasked = LOOK_FIELDS if obj.is_sound else ["is_decorative"]
        said = [name for name in first[1]["fields"] if name not in unasked]
        return [
            (None, {"fields": said}),
            (_("What is said in it"), {"fields": RECORDING_FIELDS}),
            more,
            place,
        ]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/replace/", view(self.replace_view), name="articles_image_replace"),
            path("<int:pk>/words/", view(require_POST(self.words_view)), name="articles_image_words"),
            *super().get_urls(),
        ]

    def why_fixed(self, request, obj):
        return desk.why_fixed(obj, request.user)

    def render_change_form(self, request, context, *args, obj=None, **options):
        if obj and request.method != "POST" and (sentence := self.why_fixed(request, obj)):
            messages.info(request, sentence)
        return super().render_change_form(request, context, *args, obj=obj, **options)

    def add_view(self, request, form_url="", extra_context=None):
        """Take a file first; the words are asked for with the picture in sight."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        image = (
            accept_or_say(form, lambda file: library.accept(file, request.user)) if form.is_valid() else None
        )
        if image:
            tell_unread(request, image)
            query = request.GET.copy()
            query["new"] = "1"
            return answer(request, reverse("admin:articles_image_change", args=[image.pk], query=query))
        return self._file_page(request, form, gettext("Add a picture"), {})

    def replace_view(self, request, pk):
        """Take another file for a picture, for every live story that shows it."""
        image = self.get_object(request, str(pk))
        self._refuse_stranger(request, image)
        form = FileForm(request.POST or None, request.FILES or None)
        outcome = None
        if form.is_valid():
            outcome = accept_or_say(form, lambda file: desk.replace_picture(image, file, by=request.user))
        if outcome:
            done = gettext("Replaced. Live stories printed anew: %(count)d.")
            screens.tell_outcome(
                request, outcome, done, gettext("“%(headline)s” still shows the old file: %(why)s")
            )
            return answer(request, reverse("admin:articles_image_change", args=[pk]))
        title = gettext("Replace the file everywhere")
        return self._file_page(request, form, title, {"original": image, "uses": uses(image)})

    def _refuse_stranger(self, request, image):
        may = image is not None and self.has_change_permission(request, image)
        if not may or self.why_fixed(request, image):
            raise PermissionDenied

    def _file_page(self, request, form, title, context):
        if wants_json(request) and form.errors:
            return JsonResponse({"error": " ".join(form.errors.get("file", []))}, status=400)
        context |= {"form": form, "media": self.media + form.media, "is_popup": "_popup" in request.GET}
        status = 400 if form.errors else 200
        return screens.render_screen(
            request, "articles/image/file.html", title, context, opts=self.opts, status=status
        )

    def words_view(self, request, pk):
        """Store the description of a picture that was dropped into a text."""
        image = self.get_object(request, str(pk))
        self._refuse_stranger(request, image)
        form = WordsForm(request.POST, instance=image)
        if not form.is_valid():
            errors = {name: " ".join(sentences) for name, sentences in form.errors.items()}
            return JsonResponse({"errors": errors}, status=400)
        form.save()
        if form.changed_data:
            auditing.log_row("change_row", image, by=request.user, fields=sorted(form.changed_data))
        transaction.on_commit(lambda: self._make_ready(request, image))
        return JsonResponse({})

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # After the commit: renditions take seconds, and on SQLite the transaction would hold up every
        # other writer.
        transaction.on_commit(lambda: self._make_ready(request, obj))

    def _make_ready(self, request, image):
        try:
            renditions.ensure(image)
        except ValidationError as problem:
            self.message_user(request, problem.messages[0], messages.ERROR)

    def response_change(self, request, obj):
        if "new" in request.GET and "_popup" in request.GET:
            return self.response_add(request, obj)
        return super().response_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (
            obj and (uses(obj) or obj.recordings.exists())
        )

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        # A file can't be rolled back: deleted earlier, it would be gone where the transaction fails.
        transaction.on_commit(lambda: obj.file.storage.delete(obj.file.name))


def uses(image):
    """Return (address, headline, how) of pages, and of stories whose copy, plan or records show a picture.

    Looked up once for an image that was read: it searches the texts of all copies, and a page asks often.
    """
    if "_uses" not in image.__dict__:
        image._uses = find_uses(image)
    return image._uses


def find_uses(image):
    now = clock.now()
    shown = desk.shown_with(image)
    links = EditionPicture.objects.filter(image__in=shown)
    records = Article.objects.filter(pk__in=links.values("edition__article"))
    live = set(links.exclude(live_until__lte=now).values_list("edition__article", flat=True))
    copies = Article.objects.filter(lead_image__in=shown)
    for each in shown:
        # A draft has no links to its pictures, only marks in its text.
        copies |= Article.objects.filter(body__icontains=str(each.key))
    pages = [
        (reverse("admin:articles_page_change", args=[page.pk]), page.headline, page._meta.verbose_name)
        for each in shown
        for page in each.pages
    ]
    return pages + [
        (
            reverse("admin:articles_article_change", args=[article.pk]),
            gettext("A story of a closed section")
            if article.section and article.section.is_closed
            else article.headline,
            gettext("live or planned")
            if article.pk in live
            else gettext("in its copy, or in an older edition"),
        )
        for article in (records | copies).select_related("section").order_by("-updated_at")[:100]
    ]


def accept_or_say(form, take):
    """Return what `take` makes of the form's file, or None with the form saying why not."""
    try:
        return take(form.cleaned_data["file"])
    except ValidationError as refusal:
        form.add_error("file", refusal)
    return None


def tell_unread(request, image):
    """Say which words of the file stay out, since their encoding isn't known."""
    if image.unread:
        names = ", ".join(str(Image._meta.get_field(name).verbose_name) for name in image.unread)
        said = gettext("These words of the file can't be read, so they were left out: %(names)s.")
        messages.warning(request, said % {"names": names})


def wants_json(request):
    return request.headers.get("Accept", "") == "application/json"


def answer(request, address):
    return JsonResponse({"address": address}) if wants_json(request) else HttpResponseRedirect(address)
