"""Old addresses answer with the way to where a thing stands now, in one step."""

import pytest

from articles import desk
from articles.archive import verifying
from articles.models import Edition, Topic, clock
from exchange import addresses, logged_addresses
from exchange.models import Import, OldAddress
from tests.pictures import files

from .wxr import FERRIES, LOCAL, POLITICS, picture, post

pytestmark = pytest.mark.django_db


def test_every_old_address_of_a_moved_paper_answers_in_one_step(archive, client, tmp_path):
    uploads = tmp_path / "uploads/2019/05"
    uploads.mkdir(parents=True)
    (uploads / "harbour.jpg").write_bytes(files.jpeg())
    archive.bring(
        post(
            1,
            categories=[LOCAL, POLITICS],
            tags=[FERRIES],
            meta=[("_thumbnail_id", "90"), ("_wp_old_slug", "older")],
        ),
        post(2, "Imprint", kind="page", slug="imprint"),
        post(3, categories=[POLITICS]),
        picture(90, "2019/05/harbour.jpg", parent=1),
        media=tmp_path / "uploads",
    )
    story = "/articles/story-1/"
    expected = {
        "/2019/05/story-1/": story,
        "/2019/05/story-1": story,
        "/2019/05/STORY-1/": story,
        "/2019/05/older/": story,
        "/2019/05/story-1/amp/": story,
        "/2019/05/story-1/feed/": story,
        "/2019/05/story-1/comment-page-2/": story,
        "/index.php/2019/05/story-1/": story,
        "/?p=1": story,
        "/?p=1&utm_source=x": story,
        "/?attachment_id=90": story,
        "/imprint/": "/pages/imprint/",
        "/?page_id=2": "/pages/imprint/",
        "/category/politics/local/": "/sections/local/",
        "/category/local/page/3/": "/sections/local/",
        "/category/politics/feed/": "/feeds/sections/politics.rss",
        "/tag/ferries/feed/atom/": "/feeds/topics/ferries.rss",
        "/author/anna/feed/": "/feeds/people/anna.rss",
        "/feed/": "/feeds/latest.rss",
        "/feed/rss2/": "/feeds/latest.rss",
        "/2019/05/": "/archive/2019/5/",
        "/?cat=7": "/sections/politics/",
        "/tag/ferries/": "/topics/ferries/",
        "/author/anna/": "/people/anna/",
        "/?author=3": "/people/anna/",
    }

    answers = {address: client.get(address) for address in expected}

    assert {address: (answer.status_code, answer.get("Location")) for address, answer in answers.items()} == {
        address: (301, new) for address, new in expected.items()
    }
    assert {client.get(new).status_code for new in expected.values()} == {200}
    for name in ("harbour.jpg", "harbour-300x200.jpg", "harbour-scaled.jpg"):
        moved = client.get(f"/wp-content/uploads/2019/05/{name}")
        assert (moved.status_code, client.get(moved["Location"]).getvalue()[:3]) == (301, b"\xff\xd8\xff")


def test_a_section_that_no_story_has_as_its_first_leads_to_its_topic(archive, client):
    archive.bring(post(1, categories=[POLITICS, ("world", "World")]))

    assert client.get("/category/world/")["Location"] == "/topics/world/"
    assert client.get("/category/world/feed/")["Location"] == "/feeds/topics/world.rss"
    assert {client.get(f"/topics/{each}/").status_code for each in ("world",)} == {200}


def test_the_list_of_a_category_holds_the_stories_of_those_below_it(archive, client, arrived):
    archive.bring(post(1, categories=[LOCAL]))

    assert [each.name for each in arrived("post:1").topics.all()] == ["Politics"]
    moved = client.get("/category/politics/")
    assert (moved.status_code, client.get(moved["Location"]).status_code) == (301, 200)


@pytest.mark.parametrize("change", [{}, {"body": "<p>Others.</p>"}])
def test_old_addresses_that_come_later_are_kept(archive, client, change):
    archive.bring(post(1), post(2, "Imprint", kind="page", slug="imprint"))

    archive.bring(
        post(1, meta=[("_wp_old_slug", "older")], **change),
        post(2, "Imprint", kind="page", slug="imprint", meta=[("_wp_old_slug", "legal")]),
    )

    assert client.get("/2019/05/older/")["Location"] == "/articles/story-1/"
    assert client.get("/legal/")["Location"] == "/pages/imprint/"


def test_a_later_address_is_no_change_of_a_story_that_the_desk_changed(archive, client, arrived):
    archive.bring(post(1))
    story = arrived("post:1")
    story.headline = "Ours"
    story.save()

    report = archive.report(post(1), picture(90, "2019/05/harbour.jpg", parent=1))

    assert "changed in both places" not in report["counts"]
    assert client.get("/?attachment_id=90")["Location"] == "/articles/story-1/"


def test_redirects_that_come_later_are_kept(archive, client, tmp_path):
    archive.bring(post(1), media=tmp_path)

    archive.bring(post(1), picture(90, "2019/05/harbour.jpg", parent=1), media=tmp_path)

    assert client.get("/?attachment_id=90")["Location"] == "/articles/story-1/"
    assert Edition.objects.count() == 1


def test_a_redacted_address_does_not_come_back(archive, client, arrived, chief_editor):
    item = post(1, body="<p>Jane Roe left.</p>", meta=[("_wp_old_slug", "jane-roe")])
    archive.bring(item)
    desk.redact_words(arrived("post:1"), by=chief_editor, words=["jane-roe", "Jane Roe"], order="The court")
    assert client.get("/2019/05/jane-roe/").status_code == 404
    kept = set(OldAddress.objects.values_list("path", flat=True))

    archive.bring(item)

    assert set(OldAddress.objects.values_list("path", flat=True)) == kept


def test_an_address_of_what_nobody_may_see_stays_unknown(archive, client, tmp_path):
    (tmp_path / "harbour.jpg").write_bytes(files.jpeg())
    archive.bring(
        post(
            1,
            status="draft",
            meta=[("_thumbnail_id", "90")],
            tags=[FERRIES],
            categories=[POLITICS],
            at="2019-05-12 08:30:00",
        ),
        picture(90, "2019/05/harbour.jpg"),
        media=tmp_path,
    )

    for address in (
        "/2019/05/story-1/",
        "/tag/ferries/",
        "/category/politics/",
        "/author/anna/",
        "/wp-content/uploads/2019/05/harbour.jpg",
    ):
        assert client.get(address).status_code == 404
    assert client.get("/?p=1").status_code == 200  # the front page


def test_a_tag_that_only_a_post_names_has_its_name_and_its_address(archive, client):
    archive.write(post(1, tags=[("ferry-news", "News of the ferries")]), names="").bring()

    assert Topic.objects.get().name == "News of the ferries"
    assert client.get("/tag/ferry-news/")["Location"] == Topic.objects.get().get_absolute_url()


def test_an_old_address_follows_its_story(archive, client, arrived, chief_editor):
    archive.bring(post(1, tags=[FERRIES]), post(2), post(3, tags=[("boats", "Boats")]))
    desk.withdraw(arrived("post:2"), by=chief_editor, note="Wrong.")
    boats = Topic.objects.get(slug="boats")
    desk.merge_topics(Topic.objects.get(slug="ferries"), boats, by=chief_editor, reason="One topic.")

    assert client.get(client.get("/2019/05/story-2/")["Location"]).status_code == 410
    assert client.get("/tag/ferries/")["Location"] == "/topics/boats/"


def test_pages_of_ours_stay_where_they_are(archive, client):
    report = archive.report(post(1, "About us", kind="page", slug="about"))

    assert client.get("/about/").status_code == 200
    assert any("stays there" in sentence for _place, sentence in report["problems"])


def test_a_known_page_costs_no_query_more(archive, client, django_assert_num_queries):
    archive.bring(post(1))
    client.get("/articles/story-1/")

    with django_assert_num_queries(1):  # the token
        assert client.get("/articles/story-1/").status_code == 200


def test_an_address_costs_three_queries_at_most(archive, django_assert_max_num_queries):
    archive.bring(post(1))

    with django_assert_max_num_queries(3):
        assert addresses.target("/2019/05/story-1/amp/", clock.now()) == "/articles/story-1/"


@pytest.mark.parametrize(
    "address", ["/\0", "/%00", "/" + "a" * 3000, "/%ff%fe", "/?p=", "/?p=%00", "/[", "/http://[/"]
)
def test_a_strange_address_is_unknown(archive, client, address):
    archive.bring(post(1))

    assert client.get(address).status_code in (200, 301, 404, 400)
    assert isinstance(addresses.forms(address), list)


def test_only_reading_is_answered(archive, client):
    archive.bring(post(1))

    assert client.post("/2019/05/story-1/").status_code in (404, 405)


def test_a_further_page_of_a_story_leads_to_it(archive, client):
    archive.bring(post(1), post(2, link="https://old.example.org/2019/05/story-1/2/"))
    archive.bring(post(3, "Of the year", kind="page", slug="2019"))
    expected = {
        "/2019/05/story-1/3/": "/articles/story-1/",
        "/2019/05/story-1/2/": "/articles/story-2/",
        "/2019/05/": "/archive/2019/5/",
        "/2019/": "/pages/2019/",
    }

    assert {path: client.get(path).get("Location") for path in expected} == expected
    assert client.get("/2019/05/story-1/2019/").status_code == 404


@pytest.mark.parametrize("name", ["index.xml", "feed.xml", "atom.xml", "rss.xml", "feeds/posts/default"])
def test_a_feed_of_another_system_leads_to_the_feed(archive, client, name):
    archive.bring(post(1, categories=[POLITICS]))

    assert client.get(f"/{name}?alt=rss")["Location"] == "/feeds/latest.rss"
    assert client.get(f"/category/politics/{name}")["Location"] == "/feeds/sections/politics.rss"
    assert client.get(f"/food/{name}").status_code == 404


def test_a_list_of_what_is_no_list_here_leads_to_the_archive(archive, client):
    rules = archive.mapping(
        '[terms]\n"category:politics" = "type: opinion"\n[people]\n"author:anna" = "name: Staff"\n'
    )
    archive.bring(
        post(1, categories=[("uncategorized", "Uncategorized")]),
        post(2, categories=[POLITICS]),
        mapping=rules,
    )
    expected = dict.fromkeys(
        (
            "/category/uncategorized/",
            "/category/uncategorized/page/2/",
            "/category/politics/",
            "/author/anna/",
        ),
        "/archive/",
    ) | {"/category/uncategorized/feed/": "/feeds/latest.rss"}

    answers = {path: client.get(path) for path in expected}

    assert {path: (each.status_code, each.get("Location")) for path, each in answers.items()} == {
        path: (301, new) for path, new in expected.items()
    }


def test_what_becomes_a_list_later_has_its_old_address(archive, client):
    posts = [post(number, categories=[POLITICS]) for number in (1, 2)]
    for count, rule in enumerate(("type: opinion", "section"), 1):
        mapping = archive.mapping(f'[terms]\n"category:politics" = "{rule}"\n')
        archive.bring(*posts[:count], mapping=mapping)

    answer = client.get("/category/politics/")

    assert (answer.status_code, answer.get("Location")) == (301, "/sections/politics/")
    assert list(logged_addresses.faults()) == []


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("/2019/", "/archive/"),
        ("/2019/page/4/", "/archive/"),
        ("/2019/05/page/2/", "/archive/2019/5/"),
        ("/2019/05/12/", "/archive/2019/5/?day=12"),
        ("/page/3/", "/archive/"),
    ],
)
def test_a_list_by_dates_leads_to_the_one_of_the_archive(archive, client, path, new):
    archive.bring(post(1))

    answer = client.get(path)

    assert (answer.status_code, answer.get("Location"), client.get(new).status_code) == (301, new, 200)


@pytest.mark.parametrize(
    "path",
    [
        "/2018/",
        "/2019/05/13/",
        "/2019/05/32/",
        "/2018/05/",
        "/2019/13/",
        "/2019/0/",
        "/0000/05/",
        "/٢٠١٩/٠٥/",
        "/food/feed/",
    ],
)
def test_a_list_that_holds_nothing_here_stays_unknown(archive, client, path):
    archive.bring(post(1))

    assert client.get(path).status_code == 404


def faults():
    return list(verifying.archive_faults())


def test_an_old_address_that_leads_elsewhere_by_no_act_is_found(archive, arrived):
    archive.bring(post(1, categories=[POLITICS], tags=[FERRIES]), post(2))
    assert faults() == []
    row = OldAddress.objects.filter(article=arrived("post:1")).first()
    wrong = [(f"import {row.brought_by_id}", "its old addresses are not as the log says")]

    OldAddress.objects.filter(pk=row.pk).update(article=arrived("post:2"))
    assert faults() == wrong
    OldAddress.objects.filter(pk=row.pk).update(article=arrived("post:1"), path="/elsewhere")
    assert faults() == wrong
    row.delete()
    assert faults() == wrong


def test_an_old_address_of_no_import_is_found(archive, arrived, publish):
    archive.bring(post(1))
    OldAddress.objects.create(path="/bank", article=publish(), brought_by=Import.objects.create(origin="x"))

    assert faults() == [("the old addresses", "some are there of an import that was never begun")]


def test_old_addresses_after_a_redaction_and_a_second_import_are_no_fault(archive, arrived, chief_editor):
    archive.bring(post(1, slug="jane-roe", body="<p>Jane Roe left.</p>"), post(2))
    archive.bring(post(3))
    desk.redact_words(arrived("post:2"), by=chief_editor, words=["Some words"], order="The court")
    archive.bring(post(4))

    assert faults() == []


def test_two_stories_of_one_address_are_reported_and_the_first_keeps_it(archive, client, arrived):
    report = archive.report(
        post(1, meta=[("_wp_old_slug", "taken")]),
        post(2, link="https://old.example.org/2019/05/taken/"),
        post(3, link="https://old.example.org/2019/05/taken/"),
        post(4, body='<p><a href="/2019/05/taken/">It</a></p>'),
    )

    assert client.get("/2019/05/taken/")["Location"] == "/articles/story-2/"
    assert arrived("post:4").body == "[It](/articles/story-2/)"
    assert [sentence for _place, sentence in report["problems"]] == [
        "another story of this archive has the address /2019/05/taken, and keeps it"
    ] * 2
