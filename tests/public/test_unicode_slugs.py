"""With UNICODE_SLUGS, addresses keep the letters of their script: through every door, exit and switch."""

import io
import json
import re
import unicodedata
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles import copydesk, desk
from articles.models import (
    Address,
    Article,
    Byline,
    Citation,
    Edition,
    Page,
    Person,
    Publication,
    Section,
    Source,
    Topic,
    clock,
    slugs,
)
from articles.text.slugs import unicode_slug
from exchange.models import Import, OldAddress
from tests.article_form import typed

pytestmark = pytest.mark.django_db

HEADLINES = {
    "th": ("น้ำท่วมกรุงเทพฯ ข่าวเช้า", "น้ำท่วมกรุงเทพฯ-ข่าวเช้า"),
    "hi": ("हिन्दी में समाचार: दिल्ली", "हिन्दी-में-समाचार-दिल्ली"),
    "ar": ("القاهرة، أخبار مُحَمَّد", "القاهرة-أخبار-مُحَمَّد"),
    "zh": ("北京：新桥开通！", "北京-新桥开通"),
    "ja": ("東京のニュース がぎぐ", "東京のニュース-がぎぐ"),
    "ko": ("서울의 새 다리", "서울의-새-다리"),
    "ka": ("ᲗᲑᲘᲚᲘᲡᲘ და წყალი", "თბილისი-და-წყალი"),
    "el": ("Νέα από την ΑΘΉΝΑΣ", "νέα-από-την-αθήνας"),
    "he": ("צה״ל: שלום, בית", "צהל-שלום-בית"),
    "ru": ("Мост через Оку — открыт", "мост-через-оку-открыт"),
    "vi": ("Đà Nẵng: Cầu mới", "đà-nẵng-cầu-mới"),
    "hy": ("Ինչո՞ւ է կամուրջը փակ", "ինչու-է-կամուրջը-փակ"),
}
LANGUAGES = sorted(HEADLINES)


def paper_url(path):
    return Publication.objects.current().address.rstrip("/") + path


@pytest.fixture(autouse=True)
def in_letters(settings):
    settings.UNICODE_SLUGS = True


@pytest.fixture
def story(make_article, publish):
    """Return a maker of a story in a language, of which everything is named in it."""

    def make(language):
        headline = HEADLINES[language][0]
        section, person, topic = (kind.objects.create(name=headline) for kind in (Section, Person, Topic))
        source = Source.objects.create(name=headline)
        body = f"It rained [@{source.slug}]."
        article = make_article(headline=headline, language=language, section=section, body=body)
        Byline.objects.create(article=article, person=person)
        article.topics.add(topic)
        Citation.objects.create(article=article, source=source)
        return publish(article)

    return make


def addresses(language):
    """Return the addresses of what a story in a language names, as a machine sends them."""
    slug = quote(HEADLINES[language][1])
    pages = [f"/{noun}/{slug}/" for noun in ("articles", "sections", "topics", "people")]
    nouns, forms = ("sections", "topics", "people"), ("atom", "json")
    feeds = [f"/feeds/{noun}/{slug}.{form}" for noun in nouns for form in forms]
    parts = ("history/", "history.json", "report/", "sources.json", "sources.csv")
    story = [f"/articles/{slug}/{part}" for part in parts]
    api = [f"/api/v1/{noun}/{slug}/" for noun in ("articles", "topics", "people")]
    return pages + feeds + story + api


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_keeps_its_letters_and_their_marks(language):
    headline, slug = HEADLINES[language]

    assert unicode_slug(headline, language) == slug
    assert slugs.is_slug(slug)


def test_a_turkish_i_keeps_or_lacks_its_dot():
    assert unicode_slug("Iğdır’da IŞIK, İstanbul", "tr") == "ığdırda-ışık-istanbul"
    assert unicode_slug("İstanbul in IT") == "istanbul-in-it"


@given(st.text(), st.sampled_from(["", *LANGUAGES]), st.sampled_from([5, 90, 140]))
def test_whatever_is_made_is_a_slug_of_that_length(text, language, longest):
    made = unicode_slug(text, language, longest)

    assert slugs.is_slug(made)
    assert len(made) <= longest
    assert len(made.encode()) <= 200
    assert not re.match("-|.*-$", made)


def test_a_long_address_ends_with_a_whole_letter():
    long = "".join(f"น้ำ{'ก' * number}" for number in range(40))

    made = unicode_slug(long)

    assert long.startswith(made)
    assert unicodedata.category(long[len(made)])[0] != "M"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_feed_and_answer_of_a_story_is_there(client, story, language):
    story(language)

    for path in addresses(language):
        response = client.get(path)
        assert response.status_code == 200, unquote(path)
        text = response.content.decode()
        found = re.findall(r'<link rel="canonical" href="([^"]+)"|"feed_url": "([^"]+)"', text)
        assert all(any(match) and {*match} <= {"", paper_url(path)} for match in found), unquote(path)


PRINTED = re.compile(r'<div class="permanent">.*?</div>', re.S)  # people read it, on paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_machines_are_told_addresses_in_ascii(client, story, language):
    story(language)
    slug = quote(HEADLINES[language][1])
    month = Edition.objects.get().live_from
    feeds = [f"/feeds/latest.{form}" for form in ("atom", "rss", "json")]
    lists = ["/sitemaps/news.xml", f"/sitemaps/{month:%Y-%m}.xml", "/api/v1/articles/"]
    others = ["/", "/sitemap.xml", "/sitemaps/fronts.xml", "/api/v1/topics/"]

    for path in [*feeds, *lists, *others, *addresses(language)]:
        text = PRINTED.sub("", client.get(path).text)
        assert all(address.isascii() for address in re.findall(r"""https?://[^\s"<>]+""", text)), path
        assert path not in feeds + lists or paper_url(f"/articles/{slug}/") in text, path
    facts = json.loads(re.search(r"ld\+json\">(.*?)</script>", client.get(f"/articles/{slug}/").text)[1])
    assert facts["@graph"][0]["url"] == paper_url(f"/articles/{slug}/")


@pytest.mark.parametrize("language", ["th", "hi", "he", "ar"])
def test_search_filters_and_counts_by_letters_and_their_marks(client, story, make_article, publish, language):
    story(language)
    name = HEADLINES[language][1]
    bare = "".join(c for c in name if unicodedata.category(c)[0] != "M")
    other = make_article(headline="It rained again", body="It rained.")
    other.topics.add(Topic.objects.create(name="Other", slug=bare if bare != name else f"{name}-x"))
    publish(other)

    page = client.get("/search/", {"q": "rained"}).text
    assert f'topic={quote(name)}">' in page

    for noun in ("topic", "person", "section"):
        page = client.get("/search/", {"q": "rained", noun: name}).text
        told = client.get("/api/v1/search/", {"q": "rained", noun: name}).json()
        assert quote(f"/articles/{name}/") in page, noun
        assert [row["url"] for row in told["articles"]] == [paper_url(f"/articles/{quote(name)}/")], noun


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_stays_whichever_way_the_setting_is_switched(client, story, publish, settings, language):
    story(language)
    settings.UNICODE_SLUGS = False
    latin = publish(headline=HEADLINES[language][0] + " 2", language=language)

    assert latin.slug.isascii()
    for path in addresses(language):
        assert client.get(path).status_code == 200, unquote(path)

    settings.UNICODE_SLUGS = True
    assert client.get(f"/articles/{latin.slug}/").status_code == 200


def test_a_typed_address_has_letters_only_where_the_setting_says_so(client, chief_editor, section, settings):
    client.force_login(chief_editor)
    fields = {"headline": "Мост", "body": "Text.", "section": section.pk}

    client.post(reverse("admin:articles_article_add"), typed(**fields, slug="мост-1"))
    settings.UNICODE_SLUGS = False
    page = client.post(reverse("admin:articles_article_add"), typed(**fields, slug="мост-2")).text

    assert [article.slug for article in Article.objects.all()] == ["мост-1"]
    assert "valid “slug”" in page


def test_a_stored_address_of_letters_can_be_saved_with_the_setting_off(settings, make_article):
    article = make_article(headline="Мост", slug="мост")
    settings.UNICODE_SLUGS = False

    article.full_clean()
    article.slug = "мосты"
    with pytest.raises(ValidationError, match="slug"):
        article.full_clean()


@pytest.mark.parametrize(
    "slug", ["a b", "a/b", "a.b", "a\u202eb", "a\u200bb", "🙂", "a’b", "น้ำ" * 40, "e\u0301" * 3]
)
def test_what_no_address_can_hold_is_refused(slug):
    with pytest.raises(ValidationError):
        slugs.validate(slug)


def test_a_sources_key_stays_latin(story):
    story("ru")

    assert Source.objects.get().slug == "most-cherez-oku-otkryt"
    with pytest.raises(ValidationError, match="slug"):
        Source(name="Мост", slug="мост").full_clean()


@pytest.mark.parametrize("language", ["ja", "el", "ko", "ru"])
def test_an_address_whose_letters_were_taken_apart_leads_to_the_whole_one(client, story, language):
    story(language)
    for path in addresses(language)[:4]:
        apart = quote(unicodedata.normalize("NFD", unquote(path)))
        response = client.get(apart)

        assert (response.status_code, response.get("Location", path)) in [(301, path), (200, path)], apart
        if response.status_code == 301:
            assert client.get(f"{apart}?before=1-1")["Location"] == f"{path}?before=1-1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_address_leads_to_todays(client, story, language, chief_editor):
    article = story(language)
    run = Import.objects.create(origin="old", form="wxr", started_at=clock.now())
    OldAddress.objects.create(path="/2019/мост", article=article, brought_by=run)
    OldAddress.objects.create(path="/tag/мост", topic=Topic.objects.get(), brought_by=run)
    slug = quote(HEADLINES[language][1])

    assert client.get("/2019/мост/")["Location"] == f"/articles/{slug}/"
    assert client.get("/tag/мост/feed/")["Location"] == f"/feeds/topics/{slug}.rss"

    article.refresh_from_db()
    article.slug, article.body = "другой", "More."
    desk.save(article, by=chief_editor)
    desk.publish(article, by=chief_editor)
    assert (
        client.get(f"/articles/{slug}/", {"x": "é"})["Location"] == f"/articles/{quote('другой')}/?x=%C3%A9"
    )
    assert client.get(f"/articles/{slug}/history/")["Location"] == f"/articles/{quote('другой')}/history/"


@pytest.mark.parametrize("language", ["th", "ar"])
def test_what_was_merged_leads_to_its_successor(client, story, language, chief_editor):
    story(language)
    slug = HEADLINES[language][1]
    for kind, noun in ((Section, "sections"), (Person, "people"), (Topic, "topics")):
        heir = kind.objects.create(name="наследник")
        getattr(desk, f"merge_{noun}")(kind.objects.get(slug=slug), heir, by=chief_editor)

        response = client.get(f"/{noun}/{quote(slug)}/")
        assert (response.status_code, response["Location"]) == (301, f"/{noun}/{quote('наследник')}/")


def test_a_standing_page_and_a_link_to_a_story_of_letters(client, story, make_article):
    story("hi")
    Page.objects.create(headline="О нас", slug="о-нас", body="Text.", is_published=True)
    path = f"/articles/{HEADLINES['hi'][1]}/"
    article = make_article(body=f"See [one]({path}), [two]({quote(path)}) and [three](/articles/नहीं/).")

    assert client.get(f"/pages/{quote('о-нас')}/").status_code == 200
    codes = [finding.code for finding in copydesk.check(article)]
    assert codes.count("link-unpublished") == 1


def test_words_are_redacted_from_addresses_of_letters(story, chief_editor, client):
    article = story("ru")
    desk.withdraw(article, by=chief_editor, note="Wrong.")

    desk.redact_words(article, words=["Мост"], by=chief_editor, order="A court's")

    assert not Address.objects.filter(slug__contains="мост")
    assert not Topic.objects.filter(slug__contains="мост")


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_redirects_and_gone_pages_are_written(
    client, story, language, tmp_path, collected, publish, chief_editor, no_card_on_its_way
):
    article = story(language)
    name = HEADLINES[language][1]
    gone = publish(headline=f"{HEADLINES[language][0]} 2", language=language)
    desk.withdraw(gone, by=chief_editor, note="Wrong.")
    article.refresh_from_db()
    article.slug, article.body = f"{name}-3", "More."
    desk.save(article, by=chief_editor)
    desk.publish(article, by=chief_editor)

    call_command("static", tmp_path / "site")

    site = tmp_path / "site"
    for path in (f"articles/{name}-3", f"topics/{name}", f"sections/{name}", f"people/{name}"):
        assert (site / path / "index.html").read_bytes() == client.get(f"/{quote(path)}/").content
    assert (site / f"gone/{gone.slug}/index.html").exists()
    assert (
        f"location = /articles/{name}/ {{ return 301 /articles/{quote(name)}-3/; }}"
        in (site / "nginx.conf").read_text()
    )
    assert f"/articles/{quote(name)}/ /articles/{quote(name)}-3/ 301" in (site / "_redirects").read_text()


@pytest.mark.django_db(transaction=True)
def test_a_dump_and_a_load_keep_the_addresses(client, story, tmp_path):
    for language in LANGUAGES:
        story(language)
    paths = [path for each in LANGUAGES for path in addresses(each) if not path.endswith("/report/")]
    before = {path: client.get(path).content for path in paths}
    dump = str(tmp_path / "dump.json")
    call_command("dump", output=dump, stderr=io.StringIO())
    call_command("flush", interactive=False, verbosity=0)

    call_command("loaddata", dump, verbosity=0)

    assert [unquote(path) for path in paths if client.get(path).content != before[path]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_taken_out_is_named_by_its_letters(story, language, tmp_path):
    story(language)

    call_command("take_out", tmp_path / "all")

    text = (tmp_path / f"all/stories/{HEADLINES[language][1]}.md").read_text("utf-8")
    assert f"slug: {HEADLINES[language][1]}\n" in text
    assert (tmp_path / f"all/chain/{HEADLINES[language][1]}.json").exists()


@pytest.mark.parametrize("language", ["hi", "he"])
def test_the_desk_shows_fronts_previews_and_histories(client, story, make_article, language, chief_editor):
    article = story(language)
    slug, draft = HEADLINES[language][1], make_article(headline="Draft", slug=f"{HEADLINES[language][1]}-9")
    client.force_login(chief_editor)
    link = desk.share(draft, by=chief_editor, until=clock.now() + timedelta(hours=1))
    pages = [reverse(f"front_{what}", args=[slug]) for what in ("desk", "preview")]
    pages += [
        reverse(f"admin:articles_article_{what}", args=[each.pk])
        for what in ("change", "preview", "history")
        for each in (article, draft)
    ]

    for path in [*pages, reverse("outside_preview", args=[link.secret])]:
        assert client.get(path).status_code == 200, path
