"""What the text field talks to. These stand before the admin's own addresses."""

from django.contrib import admin
from django.urls import path

from . import markdown, my_desk

urlpatterns = [
    path("", admin.site.admin_view(my_desk.index)),
    path("my-desk/", admin.site.admin_view(my_desk.choose), name="my_desk_choose"),
    path("markdownx/preview", markdown.preview, name="markdownx-preview"),
    path("markdownx/upload", markdown.upload, name="markdownx-upload"),
]
