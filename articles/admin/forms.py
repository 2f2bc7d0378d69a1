"""What the desk types: the working copy, and the fields that its other forms share."""

import re
from datetime import datetime, timedelta
from functools import wraps

from django import forms
from django.db import models
from django.http import JsonResponse
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from markdownx.widgets import MarkdownxWidget

from articles.archive import filling
from articles.models import Article, Edition
from articles.models.named import Named
from articles.text import moments, rendering

from .giving_back import fill

Kind = Edition.Kind
FIRST_YEAR, LAST_YEAR = 2000, 9000
BREAKS = re.compile(r"[\r\n]+")


def parse_key(text):
    """Return the key or the version that a text names, or 0, which is none, for any other."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def without_related_buttons(field):
    """Leave out the buttons that change or delete what a field names: a story's form is no place for it."""
    if field is not None and hasattr(field.widget, "can_delete_related"):
        field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = (
            False
        )
    return field


class Line(forms.CharField):
    """A text that is never cut in silence: a browser cuts a paste at maxlength without a word."""

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        # Words run as their own script does: the desk's language says nothing of a story's.
        return {key: value for key, value in attrs.items() if key != "maxlength"} | {"dir": "auto"}


class Prose(Line):
    """A text of several lines: browsers send CRLF, we keep LF, so that no diff shows line ends."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class Heading(Line):
    """One line that is as high as its words need: a break within it is a blank."""

    widget = forms.Textarea(attrs={"rows": 1, "class": "vLargeTextField one-line"})

    def to_python(self, value):
        lines = BREAKS.split(value) if isinstance(value, str) else ()
        words = " ".join(line.strip() for line in lines if line.strip()) if len(lines) > 1 else value
        return super().to_python(words)


class CopyWidget(MarkdownxWidget):
    """markdownx's field in the desk's style; its preview has the citations of the story being written."""

    article = None

    def add_markdownx_attrs(self, attrs):
        attrs = super().add_markdownx_attrs(attrs)
        if self.article:
            attrs["data-markdownx-urls-path"] = f"{reverse('markdownx-preview')}?article={self.article}"
        return attrs


def prose_field(label, rows=3, **options):
    widget = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
    return Prose(label=capfirst(label), max_length=10_000, widget=widget, **{"required": False, **options})


def line_field(label, length, **options):
    widget = forms.TextInput(attrs={"class": "vLargeTextField"})
    return Line(label=capfirst(label), max_length=length, widget=widget, **options)


def body_field(**options):
    said = {"required": False, "help_text": _("Markdown. A citation is [@key] behind what it supports.")}
    return Prose(
        label=capfirst(_("body")),
        max_length=rendering.MAX_LENGTH,
        strip=False,
        widget=CopyWidget(attrs={"rows": 24, "class": "vLargeTextField"}),
        **(said | options),
    )


class LanguageField(forms.CharField):
    """A language tag that exists, in its usual form."""

    def clean(self, value):
        return filling.usual_language(super().clean(value))


def text_field(name):
    """Return the form's field of a text of a story, as its column and its shape ask for it."""
    if name == "body":
        return body_field()
    column = Article._meta.get_field(name)
    options = {"required": not column.blank, "help_text": column.help_text}
    if name in Article.PROSE:
        return prose_field(column.verbose_name, **options)
    if name == "headline":
        return Heading(label=capfirst(column.verbose_name), max_length=column.max_length, **options)
    return line_field(column.verbose_name, column.max_length, **options)


STORY = forms.Media(
    css={"all": ["articles/admin/surface.css"]},
    js=[forms.Script("articles/admin/story_form.js", type="module")],
)


def as_today(cleaned):
    """Replace merged sections, topics and people by their successors: a form may be older than the merge."""
    for name, value in cleaned.items():
        if isinstance(value, Named):
            cleaned[name] = value.today
        elif isinstance(value, models.QuerySet) and any(
            getattr(row, "merged_into_id", None) for row in value
        ):
            cleaned[name] = value.model.objects.filter(pk__in=[row.today.pk for row in value])
    return cleaned


class Shown(forms.IntegerField):
    """The key of the history's row that a form shows; nobody changes it."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class ArticleForm(forms.ModelForm):
    """The working copy, with the version that the editor started from."""

    refusal = None  # what desk.save said when this was sent before
    autosave = None  # the autosave with which the form opens

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The version does not tell: an act that assigns the story, or lifts its embargo, leaves it.
    shown = Shown(label="", required=False)

    class Meta:
        model = Article
        fields = "__all__"  # noqa: DJ007  what is not editable stays out
        field_classes = {"language": LanguageField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "body" in self.fields:  # who may only read has no field
            self.fields["base"].initial = self.instance.version if self.instance.pk else None
            self.fields["body"].widget.article = self.instance.pk
            if self.instance.pk and not self.is_bound:
                self.fields["shown"].initial = self.instance.newest_row()
            if self.autosave and not self.is_bound:
                self.initial.update(self.autosave.texts)
                self.open_as_left()
                self.fields["base"].initial = self.autosave.version or None

    def open_as_left(self):
        if self.autosave.others:
            names = [name for name in self.fields if name != "base" and name not in Article.AUTOSAVED]
            fill(self, self.autosave.others, names)

    @property
    def media(self):
        return super().media + STORY  # of the form: a list has no use for it

    @property
    def is_stale(self):
        return self.instance.pk is not None and self.cleaned_data.get("base") != self.instance.version

    def clean(self):
        cleaned = super().clean()
        if self.refusal or self.is_stale:
            raise forms.ValidationError(str(self.refusal or STALE))
        return as_today(cleaned)


STALE = _("Somebody saved this story this moment. Your text is kept below: save again, and both are merged.")


def in_reach(at):
    """Refuse a moment at the ends of the calendar: in another time zone there is no such year.

    PostgreSQL keeps New York's last evening of 9999 as a moment of 10000, and Python reads it no more.
    """
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("Choose a moment in the years %(first)d to %(last)d.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def _zone():
    """Name the zone in which the desk's moments are read and shown: the publication's."""
    return _("Time zone: %(zone)s.") % {"zone": timezone.get_current_timezone_name()}


IN_ZONE = lazy(_zone, str)()


def explaining_skipped_hours(clean):
    """Report an hour that the clock skips or repeats with a sentence of its own."""

    @wraps(clean)
    def clean_moment(field, value):
        try:
            return clean(field, value)
        except forms.ValidationError as error:
            if not any(each.code == "ambiguous_timezone" for each in error.error_list):
                raise
            at = next(each.params["datetime"] for each in error.error_list if each.params)
            return aware(at)

    return clean_moment


def aware(at):
    """Return a naive moment in the desk's time; raise ValidationError where the clock skips or repeats it."""
    try:
        return moments.at_wall_time(at, timezone.get_current_timezone())
    except moments.Unreadable as error:
        raise forms.ValidationError(str(error)) from error


class MomentInput(forms.DateTimeInput):
    """A moment as it is typed, and beside it, hidden, the one that it was answered with."""

    answer = seen = ""

    def value_from_datadict(self, data, files, name):
        self.seen = data.get(f"{name}_read", "")
        return super().value_from_datadict(data, files, name)

    def render(self, name, value, attrs=None, renderer=None):
        hidden = '<input type="hidden" name="{}_read" value="{}">'
        return super().render(name, value, attrs, renderer) + format_html(
            hidden, name, self.answer or self.seen
        )


IN_FULL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


class Moment(forms.DateTimeField):
    """A moment in everyday words; unless written in full, it is shown in full before it is accepted."""

    default_validators = [in_reach]

    def __init__(self, help_text="", **options):
        attrs = {"data-moment": reverse_lazy("moment"), "autocomplete": "off", "size": 24}
        widget = MomentInput(attrs=attrs, format="%Y-%m-%d %H:%M")
        said = format_lazy("{} {} {}", help_text, SUCH_AS, IN_ZONE)
        super().__init__(widget=widget, help_text=said, **{"required": False, **options})

    def prepare_value(self, value):
        """Show a stored moment to the minute; seconds only where it has some, so that a save keeps them."""
        value = super().prepare_value(value)
        return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) and value.second else value

    def to_python(self, value):
        """Accept only moments in full: Django also takes 5/6/27, and a date alone as its midnight."""
        if value and isinstance(value, str) and not IN_FULL.fullmatch(value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    @explaining_skipped_hours
    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            if not any(each.code == "invalid" for each in error.error_list):
                raise
        try:
            at = moments.read(value, timezone.localtime())
            seen = self._seen(value)
        except moments.Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        in_reach(at)
        if not seen:
            self.widget.answer = answered(at)["at"]
            raise forms.ValidationError(ANSWER % {"at": answered(at)["said"]}, code="answer")
        return seen

    def _seen(self, typed):
        """Return the moment that these words were answered with: `+2h` is another once the minute turns."""
        seen, _blank, words = self.widget.seen.partition(" ")
        now = timezone.localtime()
        # Without scripts nobody knows whether the words are still those that were answered.
        for minutes in range(PATIENCE if words == typed.strip() else 2) if seen else ():
            at = moments.read(typed, now - timedelta(minutes=minutes))
            if answered(at)["at"] == seen and (at > now or not minutes):
                return at
        return None


PATIENCE = 15  # minutes between an answer and the button
SUCH_AS = _("Such as 18, 6pm, tomorrow 7, Fri 6:30 or +2h.")
ANSWER = _("That is %(at)s. If you mean this, press the button again.")


def answered(at):
    """Return a moment in full, as a program, a person and a button say it."""
    said = date_format(at, "l, j E Y, H:i")
    return {"at": f"{at:%Y-%m-%dT%H:%M}", "said": said, "short": _short(at, timezone.localdate())}


def _short(at, today):
    """Return a moment without what the reader knows: the day where it is today, the year where it is this."""
    if at.date() == today:
        return f"{at:%H:%M}"
    return date_format(at, _("D j M, H:i") if at.year == today.year else "SHORT_DATETIME_FORMAT")


def read_moment(request):
    """Answer what somebody types for a moment, while they type it."""
    try:
        return JsonResponse(answered(moments.read(request.GET.get("typed", ""), timezone.localtime())))
    except moments.Unreadable as error:
        return JsonResponse({"error": str(error)})


def reason_field(**options):
    return prose_field(_("reason"), 2, **{"help_text": _("For the log; never printed."), **options})


def note_field(**options):
    return prose_field(_("note to readers"), **options)
