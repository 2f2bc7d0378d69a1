"""Whatever a file holds: a clear line with its place, and nothing half written."""

from io import BytesIO

import pytest
from django.core.management import CommandError, call_command

from articles.archive import tables
from articles.models import Article, Edition, Image
from exchange.models import Arrival
from exchange.readers import opening, wxr

from .wxr import HEAD, export, post

pytestmark = pytest.mark.django_db


def sentences(report):
    return " ".join(f"{place}: {sentence}" for place, sentence in report["problems"])


def write(archive, data):
    archive.file.write_bytes(data)
    return archive


def test_control_characters_are_left_out_and_counted(archive, arrived):
    report = write(archive, export(post(1, "Bell\x07", "A\x00B\x0b")).encode()).report()

    assert (arrived("post:1").headline, arrived("post:1").body) == ("Bell", "AB")
    assert "control characters were left out: 3" in sentences(report)


def test_names_of_html_and_loose_ampersands_break_no_xml(archive, arrived):
    text = export(post(1, "TITLE", "<p>A&mdash;B &amp; C</p>")).replace(
        "<![CDATA[TITLE]]>", "R&D &mdash; Caf&eacute; &foo; &lt;b"
    )

    report = write(archive, text.encode()).report()

    assert (arrived("post:1").headline, arrived("post:1").body) == ("R&D — Café &foo; <b", "A—B & C")
    assert report["problems"] == []


def test_cdata_within_cdata_loses_no_story(archive, arrived):
    text = export(post(1, body="BODY"), post(2, "Next")).replace("BODY", "One <![CDATA[ two ]]> three.")

    report = write(archive, text.encode()).report()

    assert arrived("post:1").body == "One"  # as browsers read it
    assert (arrived("post:2").headline, report["problems"]) == ("Next", [])


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_file_is_read_the_same_in_parts_of_any_size(archive, monkeypatch, size):
    text = "<a>R&D&mdash;</a><![CDATA[R&D&mdash;]]&mdash;]]><b>&#8212;&amp;&nbsp;&LT;&AMP;</b>"
    monkeypatch.setattr(opening, "PART", size)
    stream = opening.CleanStream(BytesIO(b" " * 4096 + text.encode()))

    read = b"".join(iter(stream.read, b"")).decode()

    assert read == "<a>R&amp;D—</a><![CDATA[R&D&mdash;]]&mdash;]]><b>&#8212;&amp;\xa0&lt;&amp;</b>"


def test_a_file_that_is_cut_off_brings_what_stands_before(archive):
    whole = export(*(post(number) for number in range(1, 6))).encode()

    report = write(archive, whole[: whole.index(b"story-4")]).report()

    assert Article.objects.count() == 3
    assert "old.xml, line" in sentences(report)
    assert "nothing behind was read" in sentences(report)


@pytest.mark.parametrize(
    ("encode", "words"),
    [
        (lambda text: text.encode("utf-16"), "Näher Привет"),
        (lambda text: b"\xef\xbb\xbf" + text.encode(), "Näher Привет"),
        (lambda text: text.encode("utf-8").replace("ä".encode(), b"\xe4"), "Näher Привет"),  # declared UTF-8, and isn't
        (lambda text: text.replace('encoding="UTF-8"', 'encoding="windows-1251"').encode("windows-1251", "replace"),
         "N?her Привет"),
    ],
)  # fmt: skip
def test_a_file_in_another_encoding_is_read(archive, arrived, encode, words):
    write(archive, encode(export(post(1, "Näher Привет")))).bring()

    assert arrived("post:1").headline == words


def test_entities_are_refused(archive):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = (
        export(post(1, "x"))
        .replace("<rss", f"{bomb}<rss", 1)
        .replace("<title><![CDATA[x]]></title>", "<title>&b;&c;</title>")
    )

    report = write(archive, text.encode()).report()

    assert not Article.objects.exists()
    assert "it defines entities" in sentences(report)


def test_one_element_of_many_megabytes_is_refused_and_not_held(archive):
    report = write(archive, export(post(1, body="a" * 11_000_000)).encode()).report()

    assert "nothing behind was read" in sentences(report)
    assert not Article.objects.exists()


def test_a_text_longer_than_a_page_is_listed(archive, arrived):
    report = archive.report(post(1, body="word " * 50_000))

    assert "longer than the 200000 characters" in sentences(report)


def test_repeated_numbers_are_listed_and_the_first_counts(archive, arrived):
    report = archive.report(post(1, "First"), post(1, "Second"))

    assert arrived("post:1").headline == "First"
    assert "number of an earlier one" in sentences(report)


@pytest.mark.parametrize(
    "at", ["0000-00-00 00:00:00", "0001-01-01 00:00:00", "nonsense", "9999-99-99 00:00:00"]
)
def test_a_date_that_is_none_makes_a_draft_and_a_line(archive, arrived, at):
    item = post(1, at=at).replace(
        "<pubDate>Sun, 12 May 2019 08:30:00 +0000</pubDate>", "<pubDate>Sun, 30 Nov -0001</pubDate>"
    )

    report = archive.report(item)

    assert not Edition.objects.exists()
    assert arrived("post:1").stage == "draft"
    assert "no moment of publication" in sentences(report)


def test_a_public_post_of_the_future_is_a_plan_and_a_line(archive, client):
    report = archive.report(post(1, at="2150-01-01 00:00:00"))

    assert Edition.objects.get().live_from.year == 2150
    assert client.get("/articles/story-1/").status_code == 404
    assert "its moment is ahead" in sentences(report)


@pytest.mark.parametrize("title", ["", "   ", "<b></b>"])
def test_a_post_without_a_headline_has_its_first_words(archive, arrived, title):
    report = archive.report(post(1, title, "Twelve boats sail."))

    assert arrived("post:1").headline == "Twelve boats sail."
    assert "no headline" in sentences(report)


def test_a_headline_that_is_too_long_is_kept_whole_beside_the_story(archive, arrived):
    archive.bring(post(1, "word " * 100))

    assert len(arrived("post:1").headline) <= 300


def test_an_item_without_a_number_is_listed(archive):
    report = archive.report(post(""), post(2))

    assert Article.objects.count() == 1
    assert "has no number" in sentences(report)


def test_an_archive_without_posts_says_so(archive):
    report = write(archive, export().encode()).report()

    assert "it holds no posts" in sentences(report)


@pytest.mark.parametrize(
    "body",
    ["<" * 50_000, "<div>" * 3_000 + "x", "[" * 50_000, "[a " * 20_000, "<p>" * 40_000, "<form>" * 5_000, "<iframe src=x>" * 3_000,
     "<!-- wp:x {" * 5_000, "&" * 50_000, "![" * 5_000, '<a href="' * 5_000, "<table>" * 2_000 + "x", "[caption]" * 5_000,
     "\ue0000\ue001" * 10, "<img src=x>" * 3_000],
    ids=lambda body: body[:12],
)  # fmt: skip
def test_hostile_markup_ends_and_becomes_a_page(archive, client, body):
    archive.bring(post(1, "Hostile", body))

    assert Article.objects.count() == 1
    assert client.get("/articles/story-1/").status_code == 200


# Media


def test_a_picture_that_is_none_is_listed(archive, tmp_path):
    (tmp_path / "harbour.jpg").write_bytes(b"<svg onload=alert(1)>")

    report = archive.report(
        post(1, body='<img src="/wp-content/uploads/2019/05/harbour.jpg">'), media=tmp_path
    )

    assert not Image.objects.exists()
    assert "SVG can hold scripts" in sentences(report)


# Text files of old programs


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Привет, мир".encode("windows-1251"), "Привет, мир"),
        ("café “quoted”".encode("windows-1252"), "café “quoted”"),
        ("Привет".encode(), "Привет"),
        ("Привет".encode("utf-16"), "Привет"),
        ("Hello there".encode("utf-16-le"), "Hello there"),
        ("Hello there".encode("utf-16-be"), "Hello there"),
        (b"", ""),
    ],
)
def test_plain_text_is_read_in_its_encoding(data, text):
    assert opening.text_of(data) == text


def test_a_stream_never_ends_before_its_file(tmp_path):
    stream = opening.CleanStream(BytesIO(b"\x01" * opening.PART + b"words"))

    assert b"".join(iter(stream.read, b"")) == b"words"
    assert stream.mended == opening.PART


def test_one_wrong_file_of_a_folder_stops_no_other(archive, tmp_path, arrived):
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.xml").write_text(f"{HEAD}<item>")
    (folder / "b.xml").write_text(export(post(1)))

    archive.bring(file=folder)

    assert arrived("post:1")
    assert wxr.NAME == "wordpress"


@pytest.mark.parametrize(
    "name",
    ["hex", "rot13", "base64", "zlib", "bz2", "idna", "punycode", "undefined", "utf-16", "utf-32", "no-such"],
)
def test_an_encoding_that_the_file_can_not_have_is_taken_for_utf_8(archive, arrived, name):
    archive.file.write_text(export(post(1, "Ж")).replace('encoding="UTF-8"', f'encoding="{name}"'), "utf-8")
    archive.bring()

    assert arrived("post:1").headline == "Ж"


@pytest.mark.parametrize("name", ["a%00.jpg", f"{'a' * 300}.jpg", f"{'a/' * 5000}b.jpg", "%ED%A0%80.jpg"])
def test_a_picture_whose_name_no_file_can_have_is_missing(archive, arrived, tmp_path, name):
    address, folder = f"https://old.example.org/wp-content/uploads/{name}", tmp_path / "media"
    folder.mkdir()
    archive.write(
        post(2, kind="attachment", file=address),
        post(1, body=f'<p>Words.</p><img src="{address}">', meta=[("_thumbnail_id", "2")]),
    )
    assert archive.report(look=True, media=folder)["counts"]["pictures that are missing"] == 1
    archive.bring(media=folder)

    assert arrived("post:1").body == "Words."
    assert Arrival.objects.get(key="post:1").missing


@pytest.mark.parametrize("address", ["http://[bad", "//[bad", "http://[::1"])
def test_an_address_that_is_none_stops_no_text(archive, arrived, address):
    archive.bring(post(1, body=f'<p>Words <a href="{address}">here</a>.</p><img src="{address}">'))

    assert arrived("post:1").body.startswith("Words ")


def test_a_moment_at_the_end_of_all_years_is_none(archive, arrived):
    report = archive.report(post(1, at="9999-12-31 23:59:59"), post(2, changed="9999-12-31 23:59:59"))

    assert not arrived("post:1").editions.exists()
    assert arrived("post:2").editions.count() == 1
    assert any("no moment of publication" in sentence for _place, sentence in report["problems"])


def test_a_prefix_that_an_export_does_not_introduce_stops_nothing(archive, arrived):
    said = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    text = export(post(1, "Boats", excerpt="In short.")).replace(said, "")

    write(archive, text.replace("<item>", '<atom:link rel="hub"/><item>').encode()).bring()

    found = arrived("post:1")
    assert (found.headline, found.standfirst, found.body) == ("Boats", "In short.", "Some words.")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"take_back": 99}, "There is no import 99"),
        ({"by": "nobody"}, "There is no account “nobody”"),
        ({"media": "/nowhere"}, "/nowhere is not there"),
        ({"fetch_from": "http://x/"}, "the name of a host"),
    ],
)
def test_a_wrong_option_is_named(archive, options, sentence):
    archive.write(post(1))

    with pytest.raises(CommandError, match=sentence):
        archive.bring(**options)


def test_a_file_that_is_not_there_or_of_no_form_is_named(archive, tmp_path):
    (tmp_path / "what.bin").write_bytes(b"\x00\x01")

    for path, sentence in (
        (tmp_path / "nowhere.xml", "is not there"),
        (tmp_path / "what.bin", "no form that is known"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command("bring", path)
    with pytest.raises(CommandError, match="Name a file"):
        call_command("bring")


HALF = r"\ud83d"  # of an emoji, as a program writes it that cuts a text


@pytest.mark.parametrize(
    "file",
    [
        {"a_DOT_jsonl": f'{{"title": "Boats{HALF}", "body": "Words{HALF}.", "mood": "{HALF}", "tags": "sea{HALF}"}}'},
        {"a_DOT_md": f'---\ntitle: "Boats{HALF}"\nmood: "good{HALF}"\ntags: ["sea{HALF}"]\n---\nWords.'},
        {"a_DOT_json": (
            '{"db": [{"data": {"posts": [{"id": "1", "title": "Boats", "html": "<p>Words.</p>", "status": "draft", '
            f'"codeinjection_head": "<b>{HALF}</b>", "slug": "boats{HALF}"}}], "tags": [{{"id": "2", "name": "sea{HALF}"}}]'
            ', "posts_tags": [{"post_id": "1", "tag_id": "2"}]}}]}'
        )},
    ],
)  # fmt: skip
def test_half_an_emoji_of_a_file_stops_no_import_dump_or_backup(bring, file, tmp_path):
    bring(**file)

    article = Article.objects.get()
    assert (article.headline, article.body.rstrip(".")) == ("Boats", "Words")
    assert [topic.name for topic in article.topics.all()] == ["sea"]
    assert "\ud83d" not in f"{list(Arrival.objects.values_list('left_out', flat=True))}"
    call_command("dump", output=tmp_path / "dump.json", verbosity=0)
    assert all(line.isascii() for line in tables.lines())
