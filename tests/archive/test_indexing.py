from articles import desk
from articles.models import EditionSource


def test_a_record_names_those_for_whom_its_sources_speak(publish, make_article, make_source):
    ministry = make_source("Ministry")
    speaker = make_source("Speaker", represents=ministry)

    publish(make_article(sources=[speaker], body="So it is. [@speaker]"))

    assert {link.source.slug for link in EditionSource.objects.all()} == {"ministry", "speaker"}


def test_a_records_links_end_with_it(publish, make_article, make_source, chief_editor):
    article = publish(make_article(sources=[make_source("Ministry")], body="So it is. [@ministry]"))
    before = EditionSource.objects.get()

    desk.correct(article, by=chief_editor, kind="correction", note="Wrong.", changes={"headline": "Anew"})

    first, second = EditionSource.objects.order_by("pk")
    assert first.pk == before.pk
    assert (first.live_until, second.live_until) == (second.live_from, None)
