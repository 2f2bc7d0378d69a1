"""The frame of the desk's own screens: what Django's admin gives each page of its own."""

from django.contrib import admin
from django.template.response import TemplateResponse

from articles import desk
from articles.models import Article


def render_screen(request, template, title, context, *, opts=Article._meta, status=200):
    """Return a screen of the admin, such as "articles/article/act.html"."""
    frame = {**admin.site.each_context(request), "title": title, "opts": opts}
    return TemplateResponse(request, f"admin/{template}", frame | context, status=status)


def do(form, user):
    """Do the act of a valid form and return what it was, "propose" where it waits for a second person.

    A refusal becomes an error of the form, and nothing is returned.
    """
    if not form.is_valid():
        return ""
    try:
        return form.act(user)
    except desk.Refused as refusal:
        form.add_error(None, str(refusal))
        return ""
