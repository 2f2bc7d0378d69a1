"""What the text field talks to. These stand before the admin's own addresses."""

from django.urls import path

from . import markdown

urlpatterns = [
    path("markdownx/preview", markdown.preview, name="markdownx-preview"),
    path("markdownx/upload", markdown.upload, name="markdownx-upload"),
]
