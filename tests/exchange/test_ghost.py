"""What becomes of an export of Ghost."""

import json
import zipfile
from html import escape

import pytest

from articles.models import Article, Page
from articles.text import rendering
from exchange.models import Arrival
from exchange.readers import ghost as ghost_reader
from tests.pictures import files

from .ghost import export, lexical, paragraph, row, text

pytestmark = pytest.mark.django_db


def test_what_ghost_keeps_as_text_is_no_html(ghost, arrived):
    words = "Use <b> & &amp; 5 < 6"
    meta = {"post_id": "id1", "meta_title": words, "meta_description": words}
    ghost(row(1, title=words, custom_excerpt=words), posts_meta=[meta])

    edition = arrived("post:id1").editions.get()
    assert {edition.headline, edition.search_title, edition.search_description} == {words}
    assert rendering.render(edition.standfirst).strip() == f"<p>{escape(words)}</p>"


def test_a_post_becomes_a_story(ghost, arrived, client):
    ghost(row(1, custom_excerpt="In short.", lexical=lexical(paragraph(text("Words, "), text("bold", 1)))),
          posts_meta=[{"post_id": "id1", "meta_title": "For search", "meta_description": "What it is."}])  # fmt: skip

    edition = arrived("post:id1").editions.get()
    assert (edition.headline, edition.standfirst, edition.body) == ("Post 1", "In short.", "Words, **bold**")
    assert [name["name"] for name in edition.byline] == ["Boris", "Anna Petrova"]
    assert [topic["name"] for topic in edition.topics] == ["News"]
    assert (edition.search_title, edition.search_description) == ("For search", "What it is.")
    assert edition.live_from.isoformat() == "2023-02-03T04:05:06+00:00"
    for address in ("/post-1/", "/p/0000-1/"):
        assert client.get(address)["Location"] == "/articles/post-1/"
    assert client.get("/tag/news/")["Location"] == "/topics/news/"
    assert client.get("/author/anna/")["Location"] == "/people/anna/"


def test_a_user_whom_no_post_can_name_stops_no_archive(ghost, arrived):
    ghost(row(1), users=[{"name": "Nobody"}, {"id": "u1", "name": "Anna Petrova", "slug": "anna"}])

    assert [name["name"] for name in arrived("post:id1").editions.get().byline] == ["Anna Petrova"]


def test_what_only_members_or_letters_had_is_no_page(ghost, arrived):
    ghost(
        row(1, visibility="members"), row(2, visibility="paid"), row(3, status="sent"), row(4, status="draft"),
        row(5), posts_meta=[{"post_id": "id5", "email_only": True}],
    )  # fmt: skip

    assert [arrived(f"post:id{number}").editions.count() for number in range(1, 6)] == [0] * 5


def test_a_page_becomes_a_standing_page(ghost):
    ghost(row(1, type="page"))

    assert Page.objects.get().body == "As HTML."


THEME = {"content/themes/source/package.json": json.dumps({"name": "source", "version": "1.0"})}


def packed(path, **members):
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_export_in_a_zip_is_found_behind_other_files_of_json(archive, mark):
    path = packed(archive.folder / "ghost.zip", **THEME, **{"data/routes/ghost.json": mark + export(row(1))})

    archive.bring(file=path)

    assert [story.headline for story in Article.objects.all()] == ["Post 1"]


def test_a_zip_of_other_json_is_none_of_ghost(archive):
    path = packed(archive.folder / "site.zip", **THEME, **{"news.md": "# News", "item.json": '{"uri": "1"}'})

    assert not ghost_reader.is_mine(b"PK", path)


def test_pictures_and_redirects_come_from_the_zip(archive, arrived, client):
    path = archive.folder / "ghost.zip"
    picture = "__GHOST_URL__/content/images/2023/02/harbour.jpg"
    small = "__GHOST_URL__/content/images/size/w600/2023/02/harbour.jpg"
    image = {"type": "image", "src": small, "alt": "Boats", "caption": "The <b>harbour</b>"}
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("old-letter.ghost.2024.json", export(row(1, feature_image=picture, lexical=lexical(image)),
                        posts_meta=[{"post_id": "id1", "feature_image_alt": "Many boats"}]))  # fmt: skip
        zipped.writestr("content/images/2023/02/harbour.jpg", files.jpeg())
        zipped.writestr(
            "content/data/redirects.yaml", "301:\n  /older/: /post-1/\n  ^/a.*b$: /post-1/\n302:\n"
        )

    report = archive.report(file=path)

    edition = arrived("post:id1").editions.get()
    assert [(shown["alt"], shown.get("is_lead")) for shown in edition.pictures] == [("Many boats", True)]
    assert edition.body.startswith("![Boats](image:")
    assert client.get("/older/")["Location"] == "/articles/post-1/"
    assert client.get("/content/images/size/w100/2023/02/harbour.jpg").status_code == 301
    assert any("is a pattern" in sentence for _place, sentence in report["problems"])


def test_no_password_and_no_address_of_a_person_is_kept(ghost):
    ghost(row(1))

    held = json.dumps(list(Arrival.objects.values()), default=str) + str(list(Article.objects.values()))
    assert "secret" not in held
    assert "anna@example.org" not in held


@pytest.mark.parametrize(
    "data", ['{"db": [', '{"db": []}', '{"db": [{"data": 5}]}', '{"db": [{"data": {"posts": 5}}]}']
)
def test_a_broken_export_is_a_line_in_the_report(archive, data):
    archive.file = archive.folder / "ghost.json"
    archive.file.write_text(data)

    report = archive.report()

    assert any(words in report["problems"][0][1] for words in ("no export of Ghost", "holds no posts"))
    assert not Article.objects.exists()


@pytest.mark.parametrize("value", [5, 1.5, [1], {"a": 1}, True, None])
def test_a_column_of_another_kind_stops_no_archive(ghost, value):
    names = (*ghost_reader.WORDS, "lexical", "mobiledoc", "published_at", "author_id", "id", "sort_order")
    rows = [{**row(number), name: value} for number, name in enumerate(names, start=1)]
    ghost(
        *rows, row(99),
        users=[{"id": 1, "slug": value, "name": value, "bio": value}, {"id": value, "slug": "x"}],
        tags=[{"id": 1, "slug": value, "name": value, "description": value}, {"id": value, "slug": "x"}],
        posts_authors=[{"post_id": "id99", "author_id": 1, "sort_order": value}, {"post_id": value, "author_id": value}],
        posts_tags=[{"post_id": "id99", "tag_id": 1, "sort_order": value}, {"post_id": value, "tag_id": value}],
        posts_meta=[{"post_id": value}, {"post_id": "id99", "meta_title": value, "email_only": value}],
    )  # fmt: skip

    assert Arrival.objects.filter(key="post:id99").exists()


@pytest.mark.parametrize("value", [5, [], ["public"], {"a": 1}])
def test_a_visibility_that_is_none_is_not_public(ghost, arrived, value):
    ghost(row(1, visibility=value))

    assert not arrived("post:id1").editions.exists()


def test_captions_of_ghost_are_html_and_biographies_are_not(archive, arrived):
    meta = {"post_id": "id1", "feature_image_caption": 'By <a href="https://a.example">Ann</a> &amp; Bo'}
    picture = "__GHOST_URL__/content/images/a.jpg"
    said = {"name": "Anna", "slug": "anna", "bio": "Writes <b> & more.\0"}
    text = export(
        row(1, feature_image=picture), posts_meta=[meta], users=[{"id": "u1", **said}], posts_tags=[]
    )  # fmt: skip
    path = packed(archive.folder / "ghost.zip", **{"a.json": text, "content/images/a.jpg": files.jpeg()})

    archive.bring(file=path, media=path)

    assert arrived("picture:id1").caption == "By Ann & Bo"
    assert arrived("author:anna").bio == "Writes <b> & more."


@pytest.mark.parametrize("feature_image", [None, ""])
def test_the_picture_of_a_post_of_ghost_0_is_its_lead(archive, arrived, feature_image):
    post = row(1, image="/content/images/2014/05/a.jpg", feature_image=feature_image)
    path = packed(
        archive.folder / "ghost.zip",
        **{"a.json": export(post), "content/images/2014/05/a.jpg": files.jpeg()},
    )

    archive.bring(file=path, media=path)

    assert arrived("post:id1").lead_image == arrived("picture:id1")


def test_what_ghost_says_beside_a_post_and_has_no_place_here_is_listed(ghost):
    post = row(1, canonical_url="https://first.example.org/boats/", codeinjection_head="<style></style>")
    ghost(post, posts_meta=[{"post_id": "id1", "og_title": "Look", "email_subject": "A letter"}])

    assert Arrival.objects.get(key="post:id1").left_out == [
        ["field", "canonical_url: https://first.example.org/boats/"],
        ["field", "codeinjection_head: <style></style>"],
        ["field", "email_subject: A letter"],
        ["field", "og_title: Look"],
    ]
