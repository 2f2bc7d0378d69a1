"""What anyone can write behind an address of the desk: no value of any parameter is an error of ours."""

from contextlib import suppress

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.admin.urls import urlpatterns
from articles.models import Section

# Tests make warnings errors; a moment without a zone is no error of a page.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:DateTimeField:RuntimeWarning")]

MODELS = admin.site._registry
VALUES = ["x", "", "0", "-1", "1e9", "9" * 30, "9" * 5000, "nan", "inf", "\x00", "²", "%", "__", "null", "[]",
          "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0000-00-00",
          "2026-13-45", "None", "True", "1,2", "x,y", "é" * 300, "{}", "1.5", "0" * 32]  # fmt: skip
LOOKUPS = ["", "__exact", "__iexact", "__in", "__range", "__gt", "__gte", "__lt", "__lte", "__isnull",
           "__contains", "__startswith", "__year", "__month", "__day", "__week_day", "__time", "__hour",
           "__pk", "__year__gte", "__year__lt", "__date__gte", "__id__exact", "__id__in", "__nothing",
           "__date", "__quarter", "__iso_year", "__0", "__has_key", "__contained_by"]  # fmt: skip
OWN = ["_to_field", "_popup", "_changelist_filters", "o", "p", "q", "e", "all", "source", "standing",
       "verb", "app_label", "model_name", "field_name", "term", "page", "next", "at", "old", "new", "story",
       "passage", "article", "first_note", "seen", "version", "section", "_source_model", "key", "typed",
       "to", "template", "kept", "format", "weeks", "day", "week", "month", "kind"]  # fmt: skip
STORY_PAGES = ["change", "history", "preview", "notes", "links", "checks", "publish", "correct", "delete"]


def pages():
    """Return the addresses of the desk that take no key, by what the desk declares."""
    names = ["markdownx-preview", *(pattern.name for pattern in urlpatterns if pattern.name)]
    names += [f"admin:{pattern.name}" for pattern in admin.site.urls[0] if getattr(pattern, "name", None)]
    for model_admin in MODELS.values():
        names += [f"admin:{pattern.name}" for pattern in model_admin.urls if pattern.name]
    for name in dict.fromkeys(names):
        with suppress(NoReverseMatch):
            if "logout" not in name:
                yield reverse(name)


KNOWN = [
    ("admin:articles_edition_changelist", "live_from__year", "0"),
    ("admin:articles_edition_changelist", "live_from__gte", "0001-01-01T00:00:00+14:00"),
    ("admin:articles_edition_changelist", "live_from__lt", "9999-12-31T23:59:59-14:00"),
    ("admin:articles_edition_changelist", "number__range", "1"),
    ("admin:articles_edition_changelist", "pictures__contains", "x"),
    ("admin:articles_source_changelist", "represents__exact", "9" * 30),
    ("admin:articles_article_changelist", "_to_field", ""),
    ("admin:articles_article_add", "topics", "x"),
    ("admin:articles_article_add", "lead_image", "1e9"),
    ("admin:articles_article_add", "lead_image", "9" * 30),
    ("admin:articles_article_add", "translation_of", "x"),
    ("admin:articles_section_add", "editors", "x"),
]


@pytest.fixture
def status(at_desk, admin_user):
    """Ask as somebody who may do everything; an error is an answer."""
    client = at_desk(admin_user)
    client.raise_request_exception = False

    def ask(address, query):
        with transaction.atomic():  # PostgreSQL ends a transaction with its first error
            answer = client.get(address, query)
            transaction.set_rollback(True)
        return answer.status_code

    return ask


@pytest.mark.parametrize(("page", "name", "value"), KNOWN)
def test_a_value_that_a_field_cant_have_is_refused(status, page, name, value):
    assert status(reverse(page), {name: value}) in (200, 302, 400)


def fuzzed(*strategies):
    quiet = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    return lambda test: quiet(given(*strategies)(test))


DATES = ["year", "month", "day", "gte", "lt"]  # Django writes these of a date_hierarchy


@pytest.fixture
def declared(rf, admin_user, publish):
    """Return [(model, parameter)]: what each list of the desk reads of its address, as it declares it."""
    publish(section=Section.objects.create(name="Sport"))  # a filter of one choice is not shown
    request, found = rf.get("/"), []
    request.user = admin_user
    for model, model_admin in admin.site._registry.items():
        changelist = model_admin.get_changelist_instance(request)
        specs = changelist.get_filters(request)[0]
        names = {name for spec in specs for name in spec.expected_parameters() if name}
        names |= {f"{model_admin.date_hierarchy}__{part}" for part in DATES if model_admin.date_hierarchy}
        names |= {"q"} if model_admin.get_search_fields(request) else set()
        found += [(model, name) for name in sorted(names)]
    return found


@fuzzed(st.integers(0, 10**6), st.sampled_from(VALUES) | st.text())
def test_no_value_of_a_filter_that_a_list_declares_is_an_error(status, declared, place, value):
    """A parameter that a filter takes is read by code of its own, before Django's."""
    model, name = declared[place % len(declared)]
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    assert status(address, {name: value}) < 500


def names(model):
    fields = st.sampled_from([field.name for field in model._meta.get_fields()])
    return st.tuples(st.just(model), fields, st.sampled_from(["changelist", "add"]))


@fuzzed(
    st.sampled_from(list(MODELS)).flatmap(names),
    st.sampled_from(LOOKUPS),
    st.sampled_from(VALUES) | st.text(),
)
def test_no_filter_and_no_first_value_is_an_error(status, of, lookup, value):
    model, field, page = of
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")

    assert status(address, {field + (lookup if page == "changelist" else ""): value}) < 500


@fuzzed(st.sampled_from(OWN), st.sampled_from(VALUES) | st.text(), st.integers(0, 10**6))
def test_no_parameter_of_any_page_is_an_error(status, publish, name, value, place):
    article = publish()
    addresses = [
        *pages(),
        *(reverse(f"admin:articles_article_{page}", args=[article.pk]) for page in STORY_PAGES),
    ]

    assert status(addresses[place % len(addresses)], {name: value}) < 500


@pytest.mark.parametrize("page", STORY_PAGES)
def test_no_number_of_a_story_is_an_error(status, page):
    for key in ("0", "9" * 19, "9" * 40):
        assert status(f"/admin/articles/article/{key}/{page}/", {}) < 500


LOOKED_UP = [
    ("articles_article_add", "lead_image"),
    ("articles_article_add", "topics"),
    ("articles_article_add", "bylines-0-person"),
    ("articles_article_add", "citations-0-source"),
    ("articles_person_add", "portrait"),
    ("articles_section_add", "editors"),
    ("articles_source_add", "represents"),
    ("exchange_feed_add", "source"),
]


@pytest.mark.parametrize("value", ["x", "\0", "²", "9" * 30])
@pytest.mark.parametrize(("page", "field"), LOOKED_UP)
def test_a_form_that_names_a_row_by_no_key_is_shown_again(page, field, value, at_desk, admin_user):
    inlines = {f"{name}-{count}": "1" if count == "TOTAL_FORMS" else "0" for name in ("bylines", "citations")
               for count in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip

    answer = at_desk(admin_user).post(reverse(f"admin:{page}"), {**inlines, field: value})

    assert answer.status_code in (200, 409)
