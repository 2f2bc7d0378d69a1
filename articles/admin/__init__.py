"""The desk: Django's own admin, with one file for each noun that needs more than ten lines."""

from django.contrib import admin

from . import (  # noqa: F401  each registers its nouns
    accounts,
    article,
    coverages,
    image,
    publication,
    records,
    screens,
    snippets,
    sources,
    taxonomy,
)

admin.site.enable_nav_sidebar = False  # the rooms of the desk stand above each page
# For that sidebar Django lists all nouns on each page, with four permissions and two addresses of each.
admin.site.get_app_list = screens.lazy_result(admin.site.get_app_list)
