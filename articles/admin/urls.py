"""What the open form talks to. These stand before the admin's own addresses."""

from django.contrib import admin
from django.urls import path

from . import (
    autosaving,
    board,
    counts,
    forms,
    fronts,
    markdownx_views,
    my_desk,
    palette,
    proposals,
    refused,
    saved_views,
    screens,
    suggestions,
)

urlpatterns = [
    path("", admin.site.admin_view(my_desk.index)),
    # Django leads from here to any row's public address: that of a plan names what isn't public.
    path("r/<path:row>/", refused.nowhere),
    path("desk/board/", admin.site.admin_view(board.board), name="board"),
    path("desk/counts/", admin.site.admin_view(counts.counts), name="counts"),
    path("desk/everything/", admin.site.admin_view(screens.everything), name="everything"),
    path("desk/views/", admin.site.admin_view(saved_views.keep), name="saved_views"),
    path("my-desk/", admin.site.admin_view(my_desk.choose), name="my_desk_choose"),
    path("proposals/<int:pk>/", admin.site.admin_view(proposals.proposal), name="proposal"),
    path("fronts/", admin.site.admin_view(fronts.front), name="home_desk"),
    path("fronts/preview/", admin.site.admin_view(fronts.preview), name="home_preview"),
    path("fronts/<name:slug>/slots/", admin.site.admin_view(fronts.front), name="front_desk"),
    path("fronts/<name:slug>/preview/", admin.site.admin_view(fronts.preview), name="front_preview"),
    path("markdownx/preview", markdownx_views.preview, name="markdownx-preview"),
    path("markdownx/upload", markdownx_views.upload, name="markdownx-upload"),
    path("desk/session/", autosaving.session, name="desk_session"),
    path("desk/signed-in/", autosaving.signed_in, name="signed_in"),
    path("desk/keep/", autosaving.autosave, name="keep_new_story"),
    path("desk/keep/<int:pk>/", autosaving.autosave, name="keep_story"),
    path("desk/sources/", suggestions.sources, name="offer_sources"),
    path("desk/sources/new/", suggestions.new_source, name="new_source"),
    path("desk/snippets/", suggestions.snippets, name="offer_snippets"),
    path("desk/stories/", suggestions.stories, name="offer_stories"),
    path("desk/pictures/", suggestions.pictures, name="offer_pictures"),
    path("desk/paste/", suggestions.paste, name="paste"),
    path("desk/moment/", admin.site.admin_view(forms.read_moment), name="moment"),
    path("desk/find/", palette.palette_results, name="palette"),
]
