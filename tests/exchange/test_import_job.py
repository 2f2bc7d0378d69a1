"""An import looks first, goes on after a stop, and brings what changed."""

from contextlib import nullcontext
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles import desk
from articles.models import Act, Article, Edition, Page, Person, Publication, Section, Topic
from exchange import import_job, writing
from exchange.models import Arrival, Import, OldAddress
from exchange.readers import wxr
from exchange.taxonomy import Taxonomy

from .wxr import AUTHOR, FERRIES, POLITICS, export, post

pytestmark = pytest.mark.django_db
THREE = [post(number, categories=[POLITICS], tags=[FERRIES]) for number in (1, 2, 3)]


def test_a_look_writes_nothing_and_says_what_would_happen(archive):
    archive.write(*THREE, post(4, status="draft"), post(5, status="trash"))

    said = archive.bring(look=True)

    assert "3  published stories" in said
    assert "1  drafts" in said
    assert "1  left out: posts, in the trash" in said
    assert "nothing was written" in said
    for model in (Article, Person, Section, Topic, Import, Arrival, OldAddress, Act):
        assert not model.objects.exists()


def test_a_look_writes_a_mapping_that_can_be_given_back(archive, tmp_path, arrived):
    archive.write(*THREE)
    path = tmp_path / "new.toml"
    archive.bring(look=True, mapping=path)
    text = path.read_text()
    assert '"category:politics" = "section"  # Politics' in text

    path.write_text(
        text.replace('"category:politics" = "section"', '"category:politics" = "type: opinion"')
        .replace('"tag:ferries" = "topic"', '"tag:ferries" = "section: boats"')
        .replace('"author:anna" = "person"', '"author:anna" = "name: Staff"')
    )
    archive.bring(mapping=path)

    story = arrived("post:1")
    assert (story.type_of_work, story.section.slug) == ("opinion", "boats")
    assert [str(row) for row in story.bylines.all()] == ["Staff"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "can't be read"),
        ("[tables]\na = 1", "has no part “tables”"),
        ('[states]\npublish = "gone"', "states, “publish”: 'gone' is none of"),
        ('[terms]\n"category:x" = "chapter"', "terms, “category:x”"),
        ('[terms]\n"category:x" = "type: poem"', "no type of work “poem”"),
        ("terms = 5", "“terms” in the mapping is no table"),
        ('[terms]\n"category:x" = "section: My News"', "“My News” is no slug"),
        ('[terms]\n"category:x" = "topic: a/b"', "“a/b” is no slug"),
        (f'[people]\n"author:x" = "person: {"x" * 300}"', "is no slug"),
        ('updates = "false"', "updates: 'false' is none of true, false"),
        ('[fields]\ntitle = ["Kopf"]', "fields, “title”: .* is no name of a column"),
    ],
)
def test_a_wrong_mapping_is_named_and_nothing_is_stored(archive, text, sentence):
    archive.write(post(1))

    with pytest.raises(CommandError, match=sentence):
        archive.bring(mapping=archive.mapping(text))

    assert not Article.objects.exists()


@pytest.mark.parametrize("option", ["report", "mapping"])
def test_a_report_or_a_mapping_for_which_there_is_no_room_is_named_and_not_halved(archive, option):
    path = archive.folder / "kept"

    full = OSError(28, "No space left on device")
    with (
        mock.patch.object(Path, "replace", side_effect=full),  # of the half by the whole
        pytest.raises(CommandError, match="kept can't be written: No space left on device"),
    ):
        archive.bring(post(1), look=True, **{option: path})

    assert not path.exists()


def test_a_mapping_that_another_program_saved_with_its_mark_is_read(archive, arrived):
    archive.bring(post(1), mapping=archive.mapping('\ufeff[states]\npublish = "draft"\n'))

    assert not arrived("post:1").editions.exists()


def test_a_second_run_brings_nothing_twice(archive):
    archive.bring(*THREE)
    counts = [model.objects.count() for model in (Article, Edition, Section, Topic, Person, OldAddress)]

    report = archive.report()

    assert [
        model.objects.count() for model in (Article, Edition, Section, Topic, Person, OldAddress)
    ] == counts
    assert report["counts"]["unchanged"] == 3


def test_a_second_run_brings_what_is_new_and_what_changed(archive, arrived):
    archive.bring(*THREE)

    archive.bring(post(1, "Changed there", categories=[POLITICS]), *THREE[1:], post(4))

    assert [(edition.kind, edition.headline) for edition in arrived("post:1").editions.all()] == [
        ("first", "A story"), ("update", "Changed there"),
    ]  # fmt: skip
    assert arrived("post:1").editions.last().topics == []
    assert Article.objects.count() == 4
    call_command("verify")


def test_what_an_editor_changed_here_is_not_overwritten_but_reported(archive, arrived, change):
    archive.bring(*THREE)
    change(arrived("post:1"), headline="Ours")

    report = archive.report(post(1, "Theirs"), *THREE[1:])

    assert arrived("post:1").headline == "Ours"
    assert arrived("post:1").editions.count() == 1
    assert report["counts"]["changed in both places"] == 1
    assert any("it changed there and here" in sentence for _place, sentence in report["problems"])


def test_a_story_that_went_private_there_is_reported_and_stays(archive, arrived):
    archive.bring(post(1))

    report = archive.report(post(1, status="private"))

    assert arrived("post:1").editions.count() == 1
    assert any("withdraw it here" in sentence for _place, sentence in report["problems"])


@pytest.mark.parametrize("said", [{"status": "private"}, {"status": "draft"}, {"password": "secret"}])
def test_a_page_that_is_not_public_there_any_more_is_reported_and_stays(archive, arrived, said):
    archive.bring(post(1, kind="page"))

    report = archive.report(post(1, body="<p>For us alone.</p>", kind="page", **said))

    assert arrived("post:1").body == "Some words."
    assert "pages renewed" not in report["counts"]
    assert any("withdraw it here" in sentence for _place, sentence in report["problems"])


def test_a_killed_import_goes_on_where_it_was(archive, monkeypatch):
    monkeypatch.setattr(import_job, "BATCH", 2)
    archive.write(*(post(number) for number in range(1, 8)))
    convert, calls = writing.Writer.convert, []

    def stopped(self, story):
        calls.append(story)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return convert(self, story)

    with mock.patch.object(writing.Writer, "convert", stopped), pytest.raises(KeyboardInterrupt):
        archive.bring()
    assert Article.objects.count() == Arrival.objects.filter(article__isnull=False).count() == 4

    archive.bring()

    assert Article.objects.count() == 7
    call_command("verify")


def test_a_batch_is_stored_whole_or_not_at_all(archive, monkeypatch):
    archive.write(*THREE)
    monkeypatch.setattr(import_job, "stand", mock.Mock(side_effect=OperationalError("disk is full")))

    with pytest.raises(CommandError, match="disk is full.*run this again"):
        archive.bring()

    assert not Article.objects.exists()
    assert not Edition.objects.exists()


def test_a_second_import_at_the_same_time_is_refused(archive, monkeypatch):
    archive.write(*THREE)
    begun = import_job.ImportJob._bring_batch

    def meanwhile(self, *batch):
        with pytest.raises(CommandError, match="Another import is at work"):
            call_command("bring", archive.file)
        begun(self, *batch)

    monkeypatch.setattr(import_job.ImportJob, "_bring_batch", meanwhile)
    archive.bring()

    assert Article.objects.count() == 3


def test_a_second_import_on_another_server_brings_nothing_twice(archive, monkeypatch):
    archive.write(*THREE)
    begun = import_job.ImportJob._bring_batch

    def late(self, *batch):
        monkeypatch.undo()
        monkeypatch.setattr(import_job, "only_import", nullcontext)  # its lock is another one
        call_command("bring", archive.file)  # the other one is faster
        begun(self, *batch)

    monkeypatch.setattr(import_job.ImportJob, "_bring_batch", late)
    archive.bring()

    assert Article.objects.count() == 3


def test_slugs_that_clash_are_numbered_and_ours_stay(archive, arrived, publish):
    publish(headline="Harbour", slug="harbour")

    archive.bring(post(1, slug="harbour"), post(2, slug="harbour"), post(3, slug="%d0%bf%d0%be%d1%80%d1%82"))

    assert [arrived(f"post:{number}").slug for number in (1, 2, 3)] == ["harbour-2", "harbour-3", "port"]


def test_a_batch_costs_few_queries(archive, django_assert_max_num_queries):
    archive.write(*(post(number, categories=[POLITICS], tags=[FERRIES]) for number in range(1, 101)))

    with django_assert_max_num_queries(160):
        archive.bring()

    assert Article.objects.count() == 100


def test_an_import_is_in_the_log(archive, chief_editor):
    archive.bring(*THREE, by="chief")

    brought = Act.objects.filter(verb="import", subject__startswith="article:", by=chief_editor)
    assert [set(data) for data in brought.values_list("data", flat=True)] == [{"chain"}] * 3
    assert Act.objects.filter(verb="import", subject__startswith="import:", by=chief_editor).count() == 1
    assert Edition.objects.first().published_by == chief_editor
    call_command("verify")


def test_several_files_are_one_archive(archive, tmp_path, arrived):
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "a.xml").write_text(export(post(1, body='<a href="/?p=2">x</a>')))
    (folder / "b.xml").write_text(export(post(2), post(1, "Again")))

    report = archive.report(file=folder)

    assert arrived("post:1").body == "[x](/articles/story-2/)"
    assert arrived("post:1").headline == "A story"
    assert [sentence for _place, sentence in report["problems"]] == [
        "it has the number of an earlier one, so it was left out"
    ]


def test_a_story_with_a_legal_flag_is_left_as_it_stands(archive, arrived, chief_editor):
    archive.bring(*THREE)
    flagged = arrived("post:1")
    desk.flag(flagged, by=chief_editor, reason="Libel?")

    report = archive.report(post(1, "Changed there"), post(2, "Changed there"), THREE[2])

    assert [edition.headline for edition in flagged.editions.all()] == ["A story"]
    assert arrived("post:1").headline == "A story"
    assert arrived("post:2").editions.count() == 2
    assert any("legal flag" in str(problem) for problem in report["problems"])


def test_another_author_of_a_taken_slug_is_another_person_in_any_number_of_archives(archive):
    for place, name in enumerate(("Anna", "Boris", "Clara")):
        archive.write(post(1, creator="admin"), names=AUTHOR.format(number=3, login="admin", name=name))
        archive.bring(origin=f"paper {place}")

    assert dict(Person.objects.values_list("slug", "name")) == {
        "admin": "Anna", "admin-2": "Boris", "admin-3": "Clara",
    }  # fmt: skip


def test_who_is_here_already_is_found_by_the_papers_own_way_to_write_the_name(archive, tmp_path):
    paper = Publication.objects.current()
    paper.language = "de"
    paper.save()
    Person.objects.create(name="Jürgen Müller")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "rain.md").write_text("---\ntitle: Rain\nauthor: Jürgen Müller\n---\nIt rained.\n", "utf-8")

    archive.bring(file=folder)

    assert list(Person.objects.values_list("slug", flat=True)) == ["juergen-mueller"]


def test_problems_are_told_in_the_papers_language(archive):
    paper = Publication.objects.current()
    paper.language = "ru"
    paper.save()

    report = archive.report(post(1, ""))

    assert "нет заголовка: вместо него первые слова текста" in [said for _place, said in report["problems"]]


def test_a_page_and_a_draft_of_a_taken_slug_have_others_in_any_number_of_archives(archive):
    for place in range(3):
        archive.write(post(1, kind="page", slug="imprint"), post(2, slug="plan", status="draft"))
        archive.bring(origin=f"paper {place}")

    assert sorted(Page.objects.values_list("slug", flat=True)) == ["imprint", "imprint-2", "imprint-3"]
    assert sorted(Article.objects.values_list("slug", flat=True)) == ["plan", "plan-2", "plan-3"]


def test_an_unchanged_archive_is_read_once(archive, monkeypatch):
    """Reading is most of what a second run costs."""
    archive.bring(*THREE)
    read = []
    monkeypatch.setattr(wxr.Item, "story", lambda item, story=wxr.Item.story: read.append(1) or story(item))

    archive.bring(origin="old.example.org")

    assert len(read) == 3


def test_after_a_redaction_no_hash_of_what_came_is_left_and_it_is_not_brought_again(
    archive, arrived, chief_editor
):
    archive.bring(post(1, body="<p>Jane Roe stole it.</p>"), post(2))
    other = Arrival.objects.get(key="post:2").source_digest
    desk.redact_words(arrived("post:1"), by=chief_editor, words=["Jane Roe"], order="The court")

    kept = dict(Arrival.objects.values_list("key", "source_digest"))
    assert kept["post:1"] == ""
    assert kept["post:2"] == other != ""

    said = archive.bring(post(1, body="<p>Jane Roe stole it.</p>"), post(2))

    assert "changed in both places" in said
    assert not Edition.objects.filter(body__contains="Jane Roe").exists()


def test_a_page_whose_words_were_redacted_keeps_no_hash_of_them(archive, arrived, publish, chief_editor):
    archive.bring(post(1, kind="page", body="<p>Jane Roe owns it.</p>"))
    story = publish(body="Jane Roe was here.")

    desk.redact_words(story, by=chief_editor, words=["Jane Roe"], order="The court")

    assert "Jane" not in arrived("post:1").body
    kept = Arrival.objects.get(key="post:1")
    assert (kept.source_digest, kept.edition_digest) == ("", "")


def test_what_changed_beside_a_story_alone_makes_no_edition(archive, arrived):
    said = {"categories": [POLITICS], "tags": [FERRIES]}
    archive.bring(post(1, **said))

    report = archive.report(post(1, **said, meta=[("subtitle", "In short")]))

    assert arrived("post:1").editions.count() == 1
    assert Arrival.objects.get(key="post:1").left_out == [["field", "subtitle: In short"]]
    assert "stories renewed" not in report["counts"]
    assert archive.report()["counts"]["unchanged"] == 1


def test_an_unchanged_archive_makes_nothing_of_its_terms_again(archive, monkeypatch):
    made, make = [], Taxonomy.make
    monkeypatch.setattr(Taxonomy, "make", lambda taxonomy: made.append(1) or make(taxonomy))
    archive.bring(post(1, categories=[POLITICS]))
    archive.bring()
    assert len(made) == 1

    archive.bring(mapping=archive.mapping('[terms]\n"category:politics" = "topic"\n'))
    assert len(made) == 2
    archive.bring(post(1, categories=[POLITICS], tags=[FERRIES]))
    assert len(made) == 3
    assert Topic.objects.filter(slug="ferries").exists()


@pytest.mark.parametrize("origin", ["", "another paper"])
def test_what_was_merged_here_is_named_by_its_successor_in_what_comes_later(
    archive, arrived, chief_editor, origin
):
    archive.bring(THREE[0], origin="old")
    merges = {Person: desk.merge_people, Section: desk.merge_sections, Topic: desk.merge_topics}
    heirs = {model: model.objects.create(name="The heir") for model in merges}
    for model, merge in merges.items():
        merge(model.objects.exclude(pk=heirs[model].pk).get(), heirs[model], by=chief_editor)

    archive.bring(*THREE[:2], origin=origin or "old")

    story = Arrival.objects.get(key="post:2").article
    named = {Person: story.bylines.get().person, Section: story.section, Topic: story.topics.get()}
    assert named == heirs
    assert {model: model.objects.count() for model in merges} == dict.fromkeys(merges, 2)
