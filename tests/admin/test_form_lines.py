"""The lines of a form are written as Django's own template writes them."""

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import Fieldset
from django.http import QueryDict
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import reverse

from articles.admin.article import ArticleAdmin
from articles.models import Article, Citation, Publication

pytestmark = pytest.mark.django_db
DJANGOS = (Path(admin.__file__).parent / "templates/admin/includes/fieldset.html").read_text()


def lean(html):
    return re.sub(r"\s+(?=<)|(?<=>)\s+", "", html)


def both(fieldset):
    """Return what our template and Django's make of a fieldset."""
    return lean(render_to_string("admin/includes/fieldset.html", {"fieldset": fieldset})), lean(
        Engine.get_default().from_string(DJANGOS).render(Context({"fieldset": fieldset}))
    )


@pytest.fixture
def asked(rf, chief_editor, make_article):
    request = rf.get("/")
    request.user = chief_editor
    return request, make_article("One <story>")


@pytest.mark.parametrize("data", [None, "", "headline=&language=no+such&topics=x&lead_image=x"])
@pytest.mark.parametrize("readonly", [(), ("headline", "language", "topics", "embargo_until")])
def test_each_fieldset_of_a_story_is_as_djangos(asked, data, readonly):
    request, article = asked
    model_admin = ArticleAdmin(Article, admin.site)
    form = model_admin.get_form(request, article, change=True)(
        data if data is None else QueryDict(data), instance=article
    )

    for name, options in [*model_admin.get_fieldsets(request, article), ("Named", {"fields": ["slug"]})]:
        extra = {"classes": ("collapse",), "description": "<b>Said</b>"} if name else {}
        fieldset = Fieldset(form, name, readonly, model_admin=model_admin, **{**options, **extra})
        ours, djangos = both(fieldset)
        assert ours == djangos


def groups(page):
    """Return {name of a group of boxes: what its description says}."""
    found = re.findall(r'role="group" aria-label="([^"]+)"(?: aria-describedby="([^"]*)")?', page)
    texts = dict(re.findall(r'id="(\w+_helptext)"[^>]*><div>([^<]+)', page))
    return {name: texts.get(about, "") for name, about in found}


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("redact", {"Or what goes whole": "", "In which editions": ""}),
        ("correct", {"Printed anew": "As the working copy"}),
        ("label", {"Label": ""}),
    ],
)
def test_boxes_of_one_question_are_named_together(verb, said, at_desk, chief_editor, publish, make_source):
    story = publish()
    Citation.objects.create(article=story, source=make_source(), mark="ministry")

    page = at_desk(chief_editor).get(reverse(f"admin:articles_article_{verb}", args=[story.pk])).text

    assert {name: text[:19] for name, text in groups(page).items()} == said
    assert 'for=""' not in page


def test_boxes_of_the_publication_are_named_together(at_desk, chief_editor):
    Publication.objects.create(name="The Paper")

    page = at_desk(chief_editor).get(reverse("admin:articles_publication_change", args=[1])).text

    assert groups(page)["Roles that need a second factor"]


def test_a_page_of_the_desk_makes_no_list_of_all_nouns(at_desk, chief_editor, monkeypatch):
    listed = []
    monkeypatch.setattr(admin.site, "_build_app_dict", lambda *args: listed.append(args) or {})
    client = at_desk(chief_editor)

    for page in ("admin:index", "admin:articles_article_add", "admin:articles_article_plans", "board"):
        assert client.get(reverse(page)).status_code == 200
    assert listed == []

    client.get(reverse("everything"))
    assert len(listed) == 1


def test_everything_there_is_leads_to_each_noun(at_desk, chief_editor):
    page = at_desk(chief_editor).get(reverse("everything")).text

    for noun in ("article", "source", "image", "snippet", "page"):
        assert reverse(f"admin:articles_{noun}_changelist") in page
