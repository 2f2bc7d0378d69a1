"""Pictures, checked and written anew before they are kept."""

from django import forms
from django.contrib import admin

from articles.models import Image

from .uploads import BadPicture, decoded


class ImageForm(forms.ModelForm):
    class Meta:
        model = Image
        fields = ["file", "alt_text", "is_decorative", "caption", "credit", "licence",
                  "digital_source_type", "focal_x", "focal_y"]  # fmt: skip
        field_classes = {"file": forms.FileField}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        try:
            return decoded(file)
        except BadPicture as bad:
            raise forms.ValidationError(str(bad)) from bad


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    form = ImageForm
    list_display = ["__str__", "credit", "width", "height", "uploaded_at"]
    search_fields = ["alt_text", "caption", "credit"]
    show_full_result_count = False
    actions = None

    def save_model(self, request, obj, form, change):
        if "file" in form.changed_data:
            obj.sha256 = obj.file.file.sha256
        super().save_model(request, obj, form, change)
