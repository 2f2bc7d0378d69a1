from articles.models import EditionSource


def test_a_record_names_those_for_whom_its_sources_speak(publish, make_article, make_source):
    ministry = make_source("Ministry")
    speaker = make_source("Speaker", represents=ministry)

    publish(make_article(sources=[speaker], body="So it is. [@speaker]"))

    assert {link.source.slug for link in EditionSource.objects.all()} == {"ministry", "speaker"}
