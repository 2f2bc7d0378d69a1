"""A newsroom that is taken out and brought again: each story is known again, wherever its file lies by now."""

import pytest

from articles.models import Article, Edition, Source
from exchange.models import Arrival

pytestmark = pytest.mark.django_db
UID = "11111111-2222-3333-4444-555555555555"
FIRST = "{kind: first, date: 2020-01-02T00:00:00Z"
WITHDRAWN = (
    f"[{FIRST}}}, {{kind: withdrawal, date: 2020-01-03T00:00:00Z, note: Wrong., title: '', body: ''}}]"
)


@pytest.fixture
def bring(archive, tmp_path):
    """Return a function that brings a newsroom of one file; it returns the report."""
    folder = tmp_path / "out"

    def bring(file, body="It rained.", **said):
        for path in folder.rglob("*.md"):
            path.unlink()
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        fields = {"title": "Rain", "slug": "rain", "date": "2020-01-02T00:00:00Z", **said}
        own = fields.pop("own", "")
        head = "\n".join(f"{name}: {value}" for name, value in fields.items())
        (folder / file).write_text(f"---\n{head}\nnewsroom: {{uid: {UID}{own}}}\n---\n{body}\n")
        return archive.report(file=folder, origin="there")

    return bring


def told(report):
    return [sentence for _place, sentence in report["problems"]]


@pytest.fixture
def brought_by_its_file(bring):
    """A story that came before stories were known by their uids."""
    bring("stories/rain.md")
    Arrival.objects.filter(article__isnull=False).update(key="file:stories/rain.md")


@pytest.mark.parametrize("was_by_file", [False, True])
def test_a_story_that_was_withdrawn_there_is_not_doubled_and_the_report_says_it(
    request, bring, client, was_by_file
):
    request.getfixturevalue("brought_by_its_file") if was_by_file else bring("stories/rain.md")

    reports = [bring("gone/rain.md", status="gone", editions=WITHDRAWN) for _run in range(2)]

    assert Article.objects.get().slug == "rain"
    assert client.get("/articles/rain/").status_code == 200
    for report in reports:
        assert any("not public there any more: withdraw it here" in sentence for sentence in told(report))


def test_a_story_that_came_by_its_file_is_unchanged_under_its_uid(brought_by_its_file, bring):
    report = bring("stories/rain.md")

    assert report["counts"]["unchanged"] == 1
    assert Arrival.objects.get(article__isnull=False).key == f"uid:{UID}"


@pytest.mark.parametrize("first", ["stories/rain.md", f"drafts/{UID}.md"])
def test_a_story_with_another_file_is_the_same_story(bring, first):
    bring(first, **({"status": "draft"} if "drafts" in first else {}))

    report = bring("stories/snow.md", slug="snow", url="/articles/snow/")

    assert Article.objects.count() == 1
    assert any("publish it here" in sentence for sentence in told(report)) == ("drafts" in first)


def test_a_story_that_came_by_its_file_is_known_by_a_slug_that_it_had(brought_by_its_file, bring):
    before = f"{FIRST}, title: Rain, body: It rained., slug: rain, newsroom: {{byline: []}}}}"
    rows = f"[{before}, {{kind: update, date: 2020-01-03T00:00:00Z}}]"

    bring("stories/snow.md", slug="snow", editions=rows)

    assert Article.objects.count() == 1


def test_a_story_that_is_withdrawn_here_and_there_is_left_in_peace(bring, client):
    for body in ("It rained.", "It snowed."):
        report = bring("gone/rain.md", body, status="gone", editions=WITHDRAWN)

    assert told(report) == []
    assert client.get("/articles/rain/").status_code == 410


def test_a_story_that_was_restored_there_is_reported(bring):
    bring("gone/rain.md", status="gone", editions=WITHDRAWN)

    report = bring("stories/rain.md")

    assert Edition.objects.order_by("number").last().kind == "withdrawal"
    assert any("public there again: restore it here" in sentence for sentence in told(report))


LIVE = "2020-01-03T00:00:00Z"
CORRECTED = [
    f"{FIRST}, title: Rain, body: It rained.}}",
    f"{{kind: correction, date: {LIVE}, note: It was snow.}}",
]


def listed(rows):
    return f"[{', '.join(rows)}]"


def kinds_and_notes():
    return list(Edition.objects.order_by("number").values_list("kind", "note"))


@pytest.mark.parametrize("kind", ["clarification", "correction", "retraction"])
@pytest.mark.parametrize("body", ["It rained.", "It snowed."])
def test_a_story_that_was_corrected_there_is_corrected_here_once(bring, client, kind, body):
    bring("stories/rain.md")
    rows = listed(CORRECTED).replace("correction", kind)

    bring("stories/rain.md", body, editions=rows)
    bring("stories/rain.md", body, editions=rows, description="Wet.")

    assert kinds_and_notes() == [("first", ""), (kind, "It was snow."), ("update", "")]
    assert "It was snow." in client.get("/corrections/").text


def test_several_corrections_since_come_as_one_with_all_notes_and_once(bring):
    bring("stories/rain.md")
    second = (
        f"{{kind: correction, date: {LIVE}, note: It was snow., title: Rain, body: It snowed.}}",
        "{kind: clarification, date: 2020-01-04T00:00:00Z, note: At night.}",
    )

    for standfirst in ("", "White."):
        bring("stories/rain.md", "Snow.", editions=listed([CORRECTED[0], *second]), description=standfirst)

    assert kinds_and_notes() == [("first", ""), ("correction", "It was snow.\n\nAt night."), ("update", "")]


def test_a_correction_whose_note_stands_within_another_comes(bring):
    bring("stories/rain.md")
    first, whole = CORRECTED[0], f"{{kind: correction, date: {LIVE}, note: He is 45."
    last = "{kind: correction, date: 2020-01-04T00:00:00Z, note: '5.'}"

    bring("stories/rain.md", "He.", editions=listed([first, f"{whole}}}"]))
    bring("stories/rain.md", "She.", editions=listed([first, f"{whole}, title: Rain, body: He.}}", last]))

    assert kinds_and_notes() == [("first", ""), ("correction", "He is 45."), ("correction", "5.")]


def test_what_a_story_cites_by_now_and_who_did_what_comes(bring, client, tmp_path):
    Source.objects.create(name="Office", slug="office")
    (tmp_path / "out/schemas").mkdir(parents=True)
    (tmp_path / "out/schemas/story.json").write_text("{}")
    (tmp_path / "out/sources.json").write_text('[{"source": "office", "name": "Office", "kind": "person"}]')
    bring("stories/rain.md", own=", byline: [{name: Ann, role: text}]")

    bring("stories/rain.md", "It rained [@o].", sources="[{source: office, mark: o}]",
          own=", byline: [{name: Ann, role: text}]")  # fmt: skip
    page = client.get("/articles/rain/").text
    bring("stories/rain.md", "It rained [@o].", sources="[{source: office, mark: o, locator: p. 5}]",
          own=", byline: [{name: Ann, role: photos}]")  # fmt: skip

    assert "[@o]" not in page
    assert "Office" in page
    last = Edition.objects.order_by("number").last()
    assert [row["locator"] for row in last.citations] == ["p. 5"]
    assert [row["role"] for row in last.byline] == ["photos"]
    assert [row.locator for row in Article.objects.get().citations.all()] == ["p. 5"]
