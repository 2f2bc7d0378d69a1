"""The supplied article's fixture: what loading it does, and what loading it again leaves alone."""

import pytest
from django.core.management import call_command

from articles import desk
from articles.archive import verifying
from articles.models import Address, Article, Citation, Edition, Section, SiteState, Source, clock


def load_seed():
    call_command("loaddata", "seed", verbosity=0)


@pytest.fixture(scope="module")
def loaded(kept):
    """Load the seed, and return the moment before."""
    before = clock.now()
    load_seed()
    return before


@pytest.fixture
def article(loaded, db):
    return Article.objects.get(slug="russian-peacekeepers-in-karabakh")


def everything(*models):
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_the_seed_goes_live_when_it_is_loaded(article, loaded):
    edition = Edition.objects.published(clock.now()).get()
    assert edition.article == article
    assert loaded <= edition.live_from <= clock.now()
    assert [citation["mark"] for citation in edition.citations] == [
        "russian-foreign-ministry",
        "maria-zakharova",
    ]
    assert list(verifying.archive_faults()) == []


def test_the_seed_loaded_twice_changes_nothing(article):
    models = (Article, Edition, Section, Source, Citation, Address)
    before = everything(*models)

    load_seed()

    assert everything(*models) == before


def test_the_seed_leaves_what_the_desk_did_since(article, chief_editor, change):
    desk.correct(article, by=chief_editor, kind="correction", note="Not so.", changes={"headline": "Mended"})
    change(article, standfirst="Mine.")
    Citation.objects.filter(mark="maria-zakharova").update(standing="disputed")
    values = {"name": "Planet", "description": "All of it."}
    desk.describe(Section.objects.get(), by=chief_editor, values=values)
    models = (Article, Edition, Section, Source, Citation, Address)
    before = everything(*models)

    load_seed()

    assert everything(*models) == before
    assert list(verifying.archive_faults()) == []


def test_a_legal_flag_outlives_the_seed(article, chief_editor):
    desk.flag(article, by=chief_editor, reason="Libel?")

    load_seed()

    article.refresh_from_db()
    assert article.legal_flag == "Libel?"


def test_the_token_moves_when_a_fixture_is_loaded(article):
    token = SiteState.objects.get().token

    load_seed()

    assert SiteState.objects.get().token != token
