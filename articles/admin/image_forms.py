"""The forms of the picture library: a file, its words, its crops."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Image
from articles.pictures import captions, renditions

from .forms import LanguageField
from .taxonomy import with_https

DESCRIPTION_FIELDS = ["alt_text", "is_decorative", "caption", "credit", "licence", "digital_source_type"]
LOOK_FIELDS = ["alt_text", "is_decorative"]  # what a sound is not asked
RIGHTS_FIELDS = ["creator", "rights", "acquire_licence_page", "people", "taken_on"]
SHAPES = {shape: ratio for shape, (ratio, _widths) in renditions.SHAPES.items() if ratio}
RECORDING_FIELDS = ["captions_file", "captions", "captions_language", "transcript", "poster"]
NAMES = {"wide": _("wide, 16:9"), "card": _("card, 3:2"), "square": _("square")}


SCRIPT = forms.Script("articles/admin/image_form.js", type="module")


class WordsForm(forms.ModelForm):
    """The texts that a picture needs."""

    class Meta:
        model = Image
        fields = DESCRIPTION_FIELDS
        widgets = {"caption": forms.Textarea(attrs={"rows": 3})}

    class Media:  # of the forms: a list has no use for it
        js = [SCRIPT]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in LOOK_FIELDS if self.instance.is_sound else ():
            self.fields.pop(name, None)

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("alt_text") or cleaned.get("is_decorative") or self.instance.is_sound):
            self.add_error("alt_text", gettext("Say what the picture shows, or tick that it is decorative."))
        return cleaned


class CropField(forms.CharField):
    """A crop by hand: its left edge, its top and its width, in % of the picture."""

    def __init__(self, shape):
        super().__init__(
            label=NAMES[shape],
            required=False,
            # xgettext:no-python-format
            help_text=_("Left, top and width in % of the picture; empty: by the focal point."),
        )
        self.widget.attrs |= {"data-shape": shape, "data-ratio": str(SHAPES[shape])}

    def prepare_value(self, value):
        return " ".join(str(part) for part in value) if isinstance(value, list) else value

    def to_python(self, value):
        if not (value or "").strip():
            return None
        try:
            left, top, width = (round(float(part), 2) for part in value.split())
        except ValueError as error:
            raise ValidationError(gettext("Write three numbers: left, top and width.")) from error
        # Each bound is put so that nan, which is less than no number and greater than none, is outside.
        if not (0 <= left <= 100.1 - width and 0 <= top <= 95 and width >= 5):
            raise ValidationError(gettext("The crop reaches over the picture's edge, or is too small."))
        return [left, top, width]


class ImageForm(WordsForm):
    crop_wide, crop_card, crop_square = (CropField(shape) for shape in SHAPES)

    class Meta(WordsForm.Meta):
        formfield_callback = with_https
        fields = [*DESCRIPTION_FIELDS, *RIGHTS_FIELDS, "focal_x", "focal_y"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for shape in SHAPES:
            self.fields[f"crop_{shape}"].initial = self.instance.crops.get(shape)

    def clean(self):
        cleaned = super().clean()
        for shape, ratio in SHAPES.items():
            crop = cleaned.get(f"crop_{shape}")
            if crop and crop[1] + crop[2] * self.instance.width / self.instance.height / ratio > 100.5:
                self.add_error(f"crop_{shape}", gettext("The crop reaches below the picture's edge."))
        return cleaned

    def save(self, commit=True):
        crops = {shape: self.cleaned_data.get(f"crop_{shape}") for shape in SHAPES}
        self.instance.crops = {shape: crop for shape, crop in crops.items() if crop}
        return super().save(commit)


class RecordingForm(WordsForm):
    """The texts that a video or a sound needs, with its captions and transcript."""

    captions_file = forms.FileField(
        label=_("File with captions"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text=_("WebVTT; it takes the place of what stands below."),
    )

    class Meta(WordsForm.Meta):
        field_classes = {"captions_language": LanguageField}
        formfield_callback = with_https
        fields = [
            name
            for name in [*DESCRIPTION_FIELDS, *RIGHTS_FIELDS, *RECORDING_FIELDS[1:]]
            if name != "is_decorative"
        ]

    def clean(self):
        cleaned = super().clean()
        file, text = cleaned.get("captions_file"), cleaned.get("captions", "")
        try:
            if file:
                text = file.read(captions.MAX_LENGTH * 4 + 1).decode()
            cleaned["captions"] = captions.clean(text)
        except UnicodeDecodeError:
            self.add_error("captions_file", gettext("The captions aren't UTF-8. Save them as UTF-8."))
        except ValidationError as refusal:
            self.add_error("captions_file" if file else "captions", refusal)
        return cleaned


class FileForm(forms.Form):
    class Media:
        js = [SCRIPT]

    file = forms.FileField(
        label=_("file"),
        widget=forms.FileInput(attrs={"accept": "image/*,video/*,audio/*", "data-progress": ""}),
    )
