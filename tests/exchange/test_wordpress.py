"""What becomes of an export of WordPress."""

import re
from datetime import UTC, datetime
from urllib.parse import quote, unquote

import pytest
from django.core.management import call_command

from articles import search
from articles.archive.head import head
from articles.models import Article, Edition, Page, Person, Publication, Section, Topic, clock
from articles.public import stories as public
from exchange.models import Arrival
from exchange.readers import wxr as reader

from .wxr import FERRIES, LOCAL, NAMES, NEVER, POLITICS, export, post

pytestmark = pytest.mark.django_db
YEAR_AHEAD = "2150-01-01 00:00:00"


def test_a_post_becomes_a_story_with_its_own_moment(archive, arrived, client):
    archive.bring(
        post(
            1,
            "Ferries stop &amp; wait",
            "<p>No <b>boat</b> sails.</p>",
            excerpt="Until Monday.",
            categories=[POLITICS],
            tags=[FERRIES],
        )
    )

    story = arrived("post:1")
    edition = story.editions.get()
    assert (edition.headline, edition.standfirst, edition.body) == (
        "Ferries stop & wait",
        "Until Monday.",
        "No **boat** sails.",
    )
    assert edition.live_from == edition.first_published_at == datetime(2019, 5, 12, 8, 30, tzinfo=UTC)
    assert (edition.section.name, [row["name"] for row in edition.topics]) == ("Politics", ["Ferries"])
    assert edition.byline == [{"name": "Anna Petrova", "role": "", "person": "anna"}]
    assert b"No <strong>boat</strong> sails." in client.get("/articles/story-1/").content
    assert story.stage == Article.Stage.APPROVED


def test_a_moment_of_wordpresss_own_clock_is_of_the_papers(archive, arrived):
    Publication.objects.update_or_create(pk=1, defaults={"name": "Paper", "time_zone": "America/New_York"})
    dates = r"<wp:post_date_gmt>.*?</wp:post_date_gmt>|<pubDate>.*?</pubDate>"

    archive.bring(re.sub(dates, "", post(1)), re.sub(dates, "", post(2, at="0001-01-01 00:00:00")))

    assert arrived("post:1").editions.get().live_from == datetime(2019, 5, 12, 12, 30, tzinfo=UTC)


def test_an_import_passes_every_check_of_the_archive(archive, publish):
    publish()

    archive.bring(*(post(number, changed="2020-01-01 00:00:00") for number in range(1, 6)))

    call_command("verify")
    assert "11 editions, no fault" in archive.capsys.readouterr().out


def test_an_import_changes_no_head_of_the_past(archive, publish):
    publish()
    before = clock.now()
    known = head(before)

    archive.bring(post(1))

    assert head(before) == known != head(clock.now())


@pytest.mark.parametrize(
    ("status", "at", "stage", "kinds"),
    [
        ("publish", "2019-05-12 08:30:00", "approved", ["first"]),
        ("draft", NEVER, "draft", []),
        ("pending", NEVER, "submitted", []),
        ("private", "2019-05-12 08:30:00", "draft", []),
        ("future", YEAR_AHEAD, "approved", ["first"]),
        ("future", "2019-05-12 08:30:00", "draft", []),
    ],
)
def test_each_state_stays_what_it_is(archive, arrived, client, status, at, stage, kinds):
    archive.bring(post(1, status=status, at=at))

    story = arrived("post:1")
    assert (story.stage, [edition.kind for edition in story.editions.all()]) == (stage, kinds)
    assert client.get("/articles/story-1/").status_code == (200 if status == "publish" else 404)


@pytest.mark.parametrize("fields", [{"status": "trash"}, {"status": "auto-draft"}, {"kind": "nav_menu_item"}])
def test_what_is_no_story_is_left_out_and_counted(archive, fields):
    report = archive.report(post(1, **fields))

    assert not Article.objects.exists()
    assert sum(report["left"].values()) == 1


def test_a_post_behind_a_password_is_not_made_public(archive, arrived):
    archive.bring(post(1, password="secret"))

    assert not arrived("post:1").editions.exists()


def test_a_page_becomes_a_standing_page(archive, arrived, client):
    archive.bring(post(1, "Imprint", "<p>Who we are.</p>", kind="page", slug="imprint"))

    assert arrived("post:1") == Page.objects.get(slug="imprint")
    assert b"Who we are." in client.get("/pages/imprint/").content


def test_a_later_change_shows_as_an_update(archive, arrived):
    archive.bring(post(1, changed="2019-06-01 00:00:00"), post(2, changed="2019-05-12 08:30:20"))

    assert list(arrived("post:1").editions.values_list("kind", "live_from")) == [
        ("first", datetime(2019, 5, 12, 8, 30, tzinfo=UTC)),
        ("update", datetime(2019, 6, 1, tzinfo=UTC)),
    ]
    assert arrived("post:2").editions.count() == 1


def test_revisions_become_earlier_editions(archive, arrived):
    def revision(number, body, at):
        return post(number, "Story", body, kind="revision", status="inherit", parent=1, at=at)

    archive.bring(
        revision(11, "<p>Draft.</p>", "2019-05-12 08:00:00"),
        revision(12, "<p>As printed.</p>", "2019-05-12 08:29:00"),
        post(1, "Story", "<p>Today.</p>", changed="2019-05-14 00:00:00"),
        revision(14, "<p>Today.</p>", "2019-05-14 00:00:00"),
        revision(13, "<p>A day later.</p>", "2019-05-13 00:00:00"),
    )

    assert [edition.body for edition in arrived("post:1").editions.all()] == [
        "As printed.",
        "A day later.",
        "Today.",
    ]


def test_what_nobody_saved_becomes_no_edition(archive, arrived):
    saved = {"kind": "revision", "status": "inherit", "parent": 1}
    archive.bring(
        post(1, changed="2019-05-14 00:00:00"),
        post(11, body="Typed.", slug="1-autosave-v1", at="2019-05-13 00:00:00", **saved),
        post(12, body="Some words.", slug="1-revision-v1", at="2019-05-14 00:00:00", **saved),
    )

    assert "Typed." not in [edition.body for edition in arrived("post:1").editions.all()]


def test_coauthors_stand_in_their_order(archive, arrived):
    guest = post(
        5, "Boris", "", kind="guest-author", slug="cap-boris", meta=[("cap-display_name", "Boris Guest")]
    )

    archive.bring(post(1, authors=[("boris", "x"), ("anna", "y")]), guest)

    assert [row["name"] for row in arrived("post:1").editions.get().byline] == ["Boris Guest", "Anna Petrova"]
    assert not Person.objects.filter(name__contains="@").exists()


def test_an_author_whom_posts_alone_introduce_has_the_name_that_they_tell(archive, arrived):
    archive.bring(post(1, authors=[("carla", "Carla Ó"), ("anna", "Anna")]).replace("cap-", ""))

    assert [row["name"] for row in arrived("post:1").editions.get().byline] == ["Carla Ó", "Anna Petrova"]


def test_a_language_of_polylang_is_that_of_the_post(archive, arrived):
    archive.bring(post(1, categories=[("de", "Deutsch")]).replace('domain="category"', 'domain="language"'))

    assert arrived("post:1").language == "de"
    assert Arrival.objects.get(key="post:1").left_out == []


def test_posts_that_polylang_joins_are_translations_of_the_one_in_the_language_of_the_site(archive, arrived):
    def said_in(language, number, **fields):
        joined = post(number, categories=[("pll_5f3", "pll_5f3")], **fields)
        joined = joined.replace('domain="category"', 'domain="post_translations"')
        return joined.replace(
            "<wp:post_id>", f'<category domain="language" nicename="{language}"/><wp:post_id>'
        )

    looked = archive.report(said_in("de", 1), said_in("en", 2), said_in("fr", 3), look=True)
    archive.bring()

    original = arrived("post:2")
    assert [arrived(key).translation_of for key in ("post:1", "post:2", "post:3")] == [
        original,
        None,
        original,
    ]
    assert arrived("post:1").editions.get().translation_of == original
    assert looked["left"] == {}
    assert [row.left_out for row in Arrival.objects.filter(article__isnull=False)] == [[], [], []]


def test_an_author_whom_nobody_introduces_is_named_and_listed(archive, arrived):
    report = archive.report(post(1, creator="ghost"))

    assert arrived("post:1").editions.get().byline[0]["name"] == "ghost"
    assert ["author:ghost", "stories name this author, and the archive does not introduce them"] in report[
        "problems"
    ]


def test_fields_of_seo_plugins_are_kept_unless_they_are_templates(archive, arrived):
    yoast = [
        ("_yoast_wpseo_title", "Boats"),
        ("_yoast_wpseo_metadesc", "All boats."),
        ("_yoast_wpseo_primary_category", "8"),
    ]

    archive.bring(
        post(1, meta=yoast, categories=[POLITICS, LOCAL]),
        post(2, meta=[("_yoast_wpseo_title", "%%title%% %%sep%%")]),
    )

    edition = arrived("post:1").editions.get()
    assert (edition.search_title, edition.search_description, edition.section.slug) == (
        "Boats",
        "All boats.",
        "local",
    )
    assert [row["slug"] for row in edition.topics] == ["politics"]  # the second section is not lost
    assert arrived("post:2").search_title == ""


def test_many_categories_do_not_fill_the_menu(archive):
    names = NAMES + "".join(
        f"<wp:category><wp:term_id>{100 + number}</wp:term_id><wp:category_nicename>c{number}</wp:category_nicename>"
        f"<wp:cat_name>Category {number}</wp:cat_name></wp:category>"
        for number in range(40)
    )
    archive.write(*(post(number, categories=[(f"c{number}", "")]) for number in range(40)), names=names)

    archive.bring()

    assert (Section.objects.count(), Topic.objects.count()) == (12, 28)


def test_a_section_that_is_here_already_is_used(archive, arrived, section):
    archive.bring(
        post(1, categories=[("world", "World")]),
        mapping=archive.mapping('[terms]\n"category:world" = "section: world"'),
    )

    assert arrived("post:1").section == section
    assert Section.objects.count() == 1


def test_a_story_has_its_search_words(archive):
    archive.bring(post(1, "Zebra crossing"))

    _query, found = search.find("zebra", clock.now())
    assert [edition.headline for edition in found.editions] == ["Zebra crossing"]


def test_the_reader_holds_one_item_at_a_time(tmp_path):
    path = tmp_path / "many.xml"
    path.write_text(export(*(post(number) for number in range(300))))

    with path.open("rb") as opened:
        kinds = [type(record).__name__ for record in reader.records(opened, "many.xml")]

    assert kinds.count("Story") == 300


def test_nothing_public_reads_the_working_copy_of_an_import(archive, client):
    archive.bring(post(1, status="draft"), post(2))

    assert public.edition_at("story-2", clock.now()).kind == Edition.Kind.FIRST
    assert client.get("/articles/story-1/").status_code == 404


@pytest.mark.parametrize(
    ("is_on", "path"), [(True, "/articles/новый-мост/"), (False, "/articles/novyy-most/")]
)
def test_an_archives_addresses_of_other_letters_lead_on(archive, client, settings, is_on, path):
    """A WordPress writes them percent-encoded, in its links as in its fields."""
    settings.UNICODE_SLUGS = is_on
    old, tag = quote("новый-мост").lower(), quote("мосты").lower()
    text = f'<p>See <a href="https://old.example.org/2019/05/{old}/">it</a>.</p>'

    archive.bring(post(1, "Новый мост", slug=old, tags=[(tag, "Мосты")]), post(2, body=text))

    assert unquote(client.get(f"/2019/05/{old}/")["Location"]) == path
    assert client.get(client.get(f"/tag/{tag}/")["Location"]).status_code == 200
    page = client.get("/articles/story-2/").content.decode()
    assert unquote(re.search(r'href="([^"]+)">it</a>', page)[1]) == path


def test_a_post_that_was_renamed_and_redated_leads_from_each_of_its_addresses(archive, client):
    meta = [
        ("_wp_old_slug", "first"),
        ("_wp_old_slug", "second"),
        ("_wp_old_date", "2018-12-31"),
        ("_wp_old_date", "never"),
    ]

    archive.bring(post(1, meta=meta), post(2, meta=meta, link="https://old.example.org/news/story-2/"))

    for path in ("2019/05/first", "2019/05/second", "2018/12/story-1", "2018/12/first"):
        assert client.get(f"/{path}/")["Location"] == "/articles/story-1/"
    assert client.get("/news/second/")["Location"] == "/articles/story-2/"


@pytest.mark.parametrize(
    ("path", "slug", "earlier"),
    [
        ("/sports/sport/", "sport", "/sports/old/"),
        ("/sport/sport/", "sport", "/sport/old/"),
        ("/sport/2019/sport.html", "sport", "/sport/2019/old.html"),
        ("/news/sport-1/", "sport", "/news/old-1/"),
        ("/sport/sports/", "sport", "/old/sports/"),
        ("/news/transport/", "sport", None),
    ],
)
def test_an_earlier_slug_stands_in_place_of_the_slug_alone(tmp_path, path, slug, earlier):
    item = post(1, slug=slug, meta=[("_wp_old_slug", "old")], link=f"https://old.example.org{path}")
    (tmp_path / "one.xml").write_text(export(item))

    with (tmp_path / "one.xml").open("rb") as opened:
        *_names, story = reader.records(opened, "one.xml")

    assert story.addresses == ["/?p=1", *filter(None, [earlier])]


def test_a_post_with_thousands_of_earlier_slugs_and_dates_has_as_many_addresses_as_are_kept(tmp_path):
    dates = [(f"_wp_old_{what}", value.format(number)) for number in range(1000, 2000) for what, value in
             (("slug", "slug-{}"), ("date", "{}-01-01"))]  # fmt: skip
    path = tmp_path / "one.xml"
    path.write_text(export(post(1, meta=dates)))

    with path.open("rb") as opened:
        *_names, story = reader.records(opened, "one.xml")

    assert len(story.addresses) == reader.MOST_ADDRESSES


def test_values_that_stand_on_lines_of_their_own_are_read_without_them(archive, arrived):
    archive.write(post(1))
    archive.file.write_text(archive.file.read_text().replace("<![CDATA[anna]]>", "\n  <![CDATA[anna]]>\n"))
    archive.bring()

    assert arrived("post:1").bylines.get().person.slug == "anna"


def test_own_fields_and_other_kinds_of_terms_are_kept_beside_the_story(archive, arrived):
    meta = [("subtitle", "In short"), ("_edit_last", "3"), ("empty", ""), ("subtitle", "At length")]
    item = post(1, meta=meta).replace(
        "<item>", '<item><category domain="series" nicename="sea">The sea</category>'
    )
    report = archive.report(item)

    left = Arrival.objects.get(key="post:1").left_out
    assert left == [
        ["taxonomy series", "The sea"],
        ["field", "subtitle: In short"],
        ["field", "subtitle: At length"],
    ]
    assert report["left"] == {"taxonomy series": 1, "field": 1}


def test_biographies_and_descriptions_are_words(archive, arrived):
    said = "<p>All of <em>it</em> &amp; more.</p><p>Daily.</p>"
    described = f"<wp:category_description><![CDATA[{said}]]></wp:category_description>"
    names = NAMES.replace(
        "<wp:cat_name><![CDATA[Politics]]>", f"{described}<wp:cat_name><![CDATA[Politics]]>"
    )
    bio = ("cap-description", 'She <a href="https://sea.example">sails</a>.')
    guest = post(
        5, "Boris", "", kind="guest-author", slug="cap-boris", meta=[("cap-display_name", "Boris Guest"), bio]
    )

    archive.write(
        post(1, categories=[POLITICS], authors=[("boris", "Boris Guest")]), guest, names=names
    ).bring()

    assert arrived("category:politics").description == "All of it & more.\nDaily."
    assert Person.objects.get(slug="boris").bio == "She sails."
