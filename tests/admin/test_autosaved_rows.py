"""Section, topics and rows of a form that were not saved: kept beside the text, and given back."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Article, Autosave, Citation, Person, Topic
from tests.admin.test_autosaving import keep
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cited(make_article, make_source):
    article = make_article()
    Citation.objects.create(article=article, source=make_source("Ministry"), basis="document", quote="Ten.")
    return article


def rows(article, *sent, **others):
    """Return what the form of a story sends beside its texts, with citations after their first values."""
    said = {
        "citations-TOTAL_FORMS": len(sent),
        "citations-INITIAL_FORMS": article.citations.count(),
        **others,
    }
    for number, row in enumerate(sent):
        said |= {f"citations-{number}-{name}": value for name, value in row.items()}
    return urlencode(said, doseq=True)


def test_section_topics_and_rows_are_back_as_they_were_left(at_desk, editor, cited, section, make_source):
    client, union = at_desk(editor), make_source("Union")
    topic, person = Topic.objects.create(name="Trains"), Person.objects.create(name="Ada")
    known = {"id": cited.citations.get().pk, "source": cited.citations.get().source_id, "quote": "Twelve."}
    left = rows(
        cited, known, {"id": "", "source": union.pk, "basis": "social"},
        section=section.pk, topics=[topic.pk], due_at="tomorrow 7", is_late="?",
        **{"bylines-TOTAL_FORMS": 1, "bylines-0-person": person.pk, "bylines-0-role": "in Rome"},
    )  # fmt: skip

    keep(client, cited, body=cited.body, beside=left)
    page = client.get(edit(cited))

    form = page.context["adminform"].form
    shown = [form[name].value() for name in ("section", "topics", "due_at")]
    assert shown == [str(section.pk), [str(topic.pk)], "tomorrow 7"]
    old, new = page.context["rows"]["citations"].formset.forms
    assert (old["quote"].value(), new["source"].value()) == ("Twelve.", str(union.pk))
    assert page.context["rows"]["bylines"].formset.forms[0]["role"].value() == "in Rome"
    assert "as you left them too" in page.text
    assert ">Union</option>" in page.text.replace("\n", "")


def test_a_row_that_is_back_takes_back_no_colleagues_change(at_desk, editor, cited):
    client, row = at_desk(editor), cited.citations.get()
    said = {"id": row.pk, "source": row.source_id, "basis": "document", "standing": row.standing}
    first = {f"initial-citations-0-{name}": value for name, value in {**said, "quote": "Ten."}.items()}
    keep(client, cited, body="Typed.", beside=rows(cited, {**said, "quote": "Ten."}, **first))
    cited.citations.update(quote="A colleague's.")

    page = client.get(edit(cited)).text

    assert 'name="initial-citations-0-quote"' in page
    form = client.get(edit(cited)).context["rows"]["citations"].formset.forms[0]
    sent = {**said, "quote": form["quote"].value(), "article": cited.pk}
    sent |= {f"citations-0-{name}": value for name, value in sent.items()} | first
    counts = {"citations-TOTAL_FORMS": 1, "citations-INITIAL_FORMS": 1}
    client.post(edit(cited), typed(cited, body="Typed.") | counts | sent)
    assert cited.citations.get().quote == "A colleague's."


@pytest.mark.parametrize(
    "sent",
    [
        "citations-TOTAL_FORMS=99999999999", "citations-TOTAL_FORMS=-1", "citations-TOTAL_FORMS=x", "%00=%ff",
        "citations-TOTAL_FORMS=1&citations-0-source=x&citations-0-id=", "section=x&topics=y&lead_image=z",
        "citations-TOTAL_FORMS=1&citations-0-id=999&citations-0-quote=gone", "due_at=%00&translation_of=-1",
        "assignee=99999999999999999999&priority=high&citations-TOTAL_FORMS=1&citations-0-seen_on=never",
    ],
)  # fmt: skip
def test_whatever_was_kept_the_form_opens(sent, at_desk, editor, cited):
    client = at_desk(editor)

    assert keep(client, cited, body="Typed.", beside=sent).status_code == 200

    assert client.get(edit(cited)).context["adminform"].form["body"].value() == "Typed."


def test_words_that_were_redacted_go_from_kept_rows(at_desk, editor, cited, publish, chief_editor):
    keep(at_desk(editor), beside=rows(cited, {"id": "", "quote": "Ask Jane Roe."}), headline="New")

    desk.redact_words(publish(body="Jane Roe."), by=chief_editor, words=["Jane Roe"], order="Court, today")

    assert "Roe" not in str(Autosave.objects.get().fields)


def test_a_row_that_is_taken_out_after_an_answer_was_lost_stays_out(at_desk, reporter, make_source):
    client, me = at_desk(reporter), Person.objects.create(name="Rosa", user=reporter)
    ministry, union = make_source("Ministry"), make_source("Union")

    def save(names, *sources, **said):
        sent = {"citations-TOTAL_FORMS": len(sources), "bylines-TOTAL_FORMS": len(names)}
        for number, source in enumerate(sources):
            row = {"source": source.pk, "basis": "document", "standing": "reported", "id": "", **said}
            sent |= {f"citations-{number}-{field}": value for field, value in row.items()}
        for number, name in enumerate(names):
            row = {"name": name, "order": number, "id": ""}
            sent |= {f"bylines-{number}-{field}": value for field, value in row.items()}
        client.post(reverse("admin:articles_article_add"), typed(tab="one", body="All words.") | sent)
        story = Article.objects.get()
        return (
            [row.name or row.person for row in story.bylines.order_by("order")],
            {row.source for row in story.citations.all()},
        )

    assert save(["Anna", "Bob"], ministry, union) == (["Anna", "Bob"], {ministry, union})
    assert save(["Bob"], union) == (["Bob"], {union})
    assert save(["Bob"], union, quote="Ten.") == (["Bob"], {union})
    assert Citation.objects.get().quote == "Ten."
    assert save([]) == ([me], set())  # as a new story without a byline
    assert Article.objects.get().version == 4
    assert save([]) == ([me], set())
    assert Article.objects.get().version == 4
    assert save(["Anna"], ministry) == (["Anna"], {ministry})


def test_a_row_of_a_colleague_stays_where_a_new_story_is_saved_again(at_desk, reporter, change, make_source):
    client, add = at_desk(reporter), reverse("admin:articles_article_add")
    sent = typed(tab="one", body="All words.")
    client.post(add, sent)
    story = change(Article.objects.get(), standfirst="Of a colleague.")
    Citation.objects.create(
        article=story, source=make_source("Ministry"), basis="document", standing="reported"
    )

    client.post(add, sent)

    assert story.citations.count() == 1
