"""What the open form talks to. These stand before the admin's own addresses."""

from django.urls import path

from . import keeping, markdown

urlpatterns = [
    path("markdownx/preview", markdown.preview, name="markdownx-preview"),
    path("markdownx/upload", markdown.upload, name="markdownx-upload"),
    path("desk/session/", keeping.session, name="desk_session"),
    path("desk/signed-in/", keeping.signed_in, name="signed_in"),
    path("desk/keep/", keeping.keep, name="keep_new_story"),
    path("desk/keep/<int:pk>/", keeping.keep, name="keep_story"),
]
