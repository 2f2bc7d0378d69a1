"""A desk is a boundary: what is closed is on no page of the desk."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse

from articles import desk
from articles.admin.lists import LongListAdmin
from articles.admin.urls import urlpatterns
from articles.models import Act, Article, Autosave, Coverage, Image, Proposal, Source, clock
from exchange.models import Feed, WireCopy
from exchange.wire import using
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORD = "Goldfish"


@pytest.fixture
def stories(closed, insider, make_article, chief_editor):
    """Closed stories in each state that the desk has a list of."""
    image = Image.objects.create(alt_text="A hand", credit="Ann")
    made = [make_article(f"{WORD} {number}", by=insider, section=closed, lead_image=image)
            for number in range(4)]  # fmt: skip
    draft, submitted, planned, flagged = made
    desk.submit(submitted, by=insider)
    desk.publish(planned, by=insider, at=clock.now() + HOUR)
    desk.flag(flagged, by=insider, reason=f"{WORD} is libel.")
    draft.embargo_until = clock.now() + HOUR
    desk.save(draft, by=insider)
    desk.note(draft, by=insider, text=f"{WORD} says so.")
    desk.share(draft, by=insider, until=clock.now() + HOUR)
    Autosave.objects.create(user=insider, article=draft, saved_at=clock.now(), fields={"body": WORD})
    Proposal.objects.create(article=planned, subject=f"article:{planned.uid}", verb="correct",
                            arguments={"changes": {"body": WORD}}, by=insider, at=clock.now())  # fmt: skip
    begun = Coverage.objects.create(
        slugline=f"{WORD} 8", section=closed, by=insider, due_at=clock.now() + HOUR
    )
    desk.begin_story(begun, by=insider)
    Coverage.objects.create(slugline=f"{WORD} 9", section=closed, by=insider, due_at=clock.now() + HOUR,
                            note=f"{WORD} says so.")  # fmt: skip
    source = Source.objects.create(name="Agency", kind=Source.Kind.NEWS_AGENCY)
    feed = Feed.objects.create(name="Feed", source=source, section=closed, address="https://x.org/feed")
    copy = WireCopy.objects.create(
        feed=feed, key="7", agency_id="7", headline=f"{WORD} 7", body=f"{WORD} says so.", digest="d",
        sent_at=clock.now(), seen_at=clock.now(), expires_at=clock.now() + 24 * HOUR,
        folded=f" {WORD.lower()} 7 ",
    )  # fmt: skip
    using.use(copy, by=insider)
    return made


def addresses(stories):
    """Yield every address of the desk, with the keys of closed stories where one takes a key."""
    names = [pattern.name for pattern in urlpatterns if pattern.name]
    names += [f"admin:{pattern.name}" for pattern in admin.site.urls[0] if getattr(pattern, "name", None)]
    keys = list(Article.objects.values_list("pk", flat=True))
    keys += [edition.pk for story in stories for edition in story.editions.all()]
    keys += Proposal.objects.values_list("pk", flat=True)
    yield from reversed_with(names, keys, stories)
    for model, model_admin in admin.site._registry.items():
        names = [f"admin:{pattern.name}" for pattern in model_admin.urls if pattern.name]
        yield from reversed_with(names, model._default_manager.values_list("pk", flat=True), stories)


def reversed_with(names, keys, stories):
    for name in dict.fromkeys(names):
        for args in [(), *((key,) for key in dict.fromkeys(keys)), ("investigations",), (stories[0].pk, 1)]:
            try:
                yield reverse(name, args=args)
            except NoReverseMatch:
                continue


QUERIES = [
    {},
    {"q": WORD, "term": WORD, "story": "1", "app_label": "articles", "model_name": "article",
     "field_name": "translation_of"},
]  # fmt: skip


def test_an_outsider_finds_a_closed_story_at_no_address_of_the_desk(stories, editor, reporter, client):
    found = set()
    for user in (editor, reporter):
        client.force_login(user)
        for address in addresses(stories):
            if "logout" in address:
                continue
            for query in QUERIES:
                response = client.get(address, query)
                text = response.getvalue().decode(errors="replace")  # a stream has no content
                # What was typed may be repeated; the stories have a number behind the word.
                if re.search(rf"{WORD} \d|{WORD} says|{WORD} is", text):
                    found.add((user.username, address))
        client.logout()

    assert found == set()


@pytest.mark.parametrize("name", ["home_preview", "front_preview"])
@pytest.mark.parametrize("is_placed", [False, True])
def test_a_front_ahead_shows_a_closed_plan_to_those_who_may_see_it(
    name, is_placed, stories, closed, editor, insider, chief_editor, publish, at_desk
):
    publish(headline="In print already", section=closed)
    planned = stories[2]
    if is_placed:
        front = closed if name == "front_preview" else None
        desk.place(planned, by=chief_editor, slot=0, section=front, at=clock.now() + 2 * HOUR)
    address = reverse(name, args=[closed.slug] if name == "front_preview" else [])

    pages = {
        user.username: at_desk(user).get(address, {"at": (clock.now() + 3 * HOUR).isoformat()}).text
        for user in (editor, insider, chief_editor)
    }

    assert all("In print already" in page for page in pages.values())
    seen = [name for name, page in pages.items() if planned.headline in page]
    assert seen == [insider.username, chief_editor.username]


def test_the_log_tells_an_outsider_of_no_closed_plan_on_a_front(
    stories, publish, insider, editor, chief_editor, at_desk
):
    log = reverse("admin:articles_act_changelist")
    desk.place(publish(), by=editor, slot=1)
    row = desk.place(stories[2], by=insider, slot=2, at=clock.now() + HOUR)
    desk.clear(row, by=insider)
    told = list(Act.objects.filter(data__slot=2))

    people = (editor, insider, chief_editor)
    shown = {user: at_desk(user).get(log).context["cl"].result_list for user in people}

    assert len(told) == 2
    assert not set(told) & set(shown[editor])
    assert Act.objects.get(verb="place", data__slot=1) in shown[editor]
    assert set(told) <= set(shown[insider]) & set(shown[chief_editor])
    assert at_desk(editor).get(reverse("admin:articles_act_change", args=[told[0].pk])).status_code == 302


def test_the_log_tells_an_outsider_of_no_search_whose_finds_a_colleague_took_out(
    insider, editor, chief_editor, at_desk
):
    log, table = reverse("admin:articles_act_changelist"), reverse("admin:articles_article_csv")
    for user in (insider, editor):
        at_desk(user).get(table, {"q": WORD})

    seen = [
        [act.by for act in at_desk(user).get(log, {"verb": "export_list"}).context["cl"].result_list]
        for user in (editor, chief_editor)
    ]

    assert seen == [[editor], [editor, insider]]


@pytest.mark.parametrize("who", ["insider", "chief_editor", "writer", "assignee"])
def test_who_is_named_sees_it(who, stories, request, reporter, client):
    if who == "writer":
        Article.objects.update(created_by=reporter)
    elif who == "assignee":
        Article.objects.update(assignee=reporter)
    user = reporter if who in ("writer", "assignee") else request.getfixturevalue(who)
    client.force_login(user)

    assert f"{WORD} 0" in client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert Article.objects.visible_to(user).count() == Article.objects.count()
    assert all(story.is_visible_to(user) for story in Article.objects.all())


def test_what_the_log_says_of_a_deleted_closed_story_is_hidden_too(stories, editor, chief_editor, at_desk):
    flagged = stories[3]
    at_desk(chief_editor).post(reverse("admin:articles_article_delete", args=[flagged.pk]), {"post": "yes"})
    assert not Article.objects.filter(pk=flagged.pk).exists()

    pages = [
        at_desk(user).get(reverse("admin:articles_act_changelist")).text for user in (editor, chief_editor)
    ]

    assert [f"{WORD} is libel" in page for page in pages] == [False, True]


def test_a_closed_proposal_is_answered_as_one_that_is_not_there(stories, editor, at_desk):
    keys = (Proposal.objects.get().pk, 987654)

    pages = [at_desk(editor).get(reverse("proposal", args=[key]), follow=True) for key in keys]

    hidden, none = ((page.redirect_chain, [str(said) for said in page.context["messages"]]) for page in pages)
    assert hidden == none


def test_an_outsider_acts_on_no_closed_story(stories, editor):
    acts = [desk.approve, desk.submit, lambda story, by: desk.note(story, by=by, text="?"),
            lambda story, by: desk.assign(story, by=by, assignee=by)]  # fmt: skip
    for act in acts:
        with pytest.raises(desk.Refused, match="no such story"):
            act(stories[1], by=editor)


def test_no_headline_of_a_closed_section_finds_its_picture(publish, section, at_desk, editor, chief_editor):
    picture = Image.objects.create(alt_text="A man", credit="C")
    section.is_closed = True
    section.save()
    publish(headline="Bribes", lead_image=picture, section=section, at=clock.now() + timedelta(hours=1))
    page = reverse("admin:articles_image_changelist")

    found = [
        [row.pk for row in at_desk(user).get(page, {"q": "bribes"}).context["cl"].result_list]
        for user in (editor, chief_editor)
    ]

    assert found == [[], [picture.pk]]


def test_no_list_is_filtered_by_what_names_its_rows(closed, insider, make_article, editor, at_desk, rf):
    """The topics of a closed story, or the sources of one citation after the other, could be asked for."""
    story, page = make_article(section=closed, by=insider), reverse("admin:articles_topic_changelist")
    request = rf.get(page)
    request.user = editor
    asked = [
        (model_admin.opts.label, each.name)
        for model_admin in admin.site._registry.values()
        if isinstance(model_admin, LongListAdmin)
        for each in model_admin.opts.related_objects
        if model_admin.lookup_allowed(each.name, "1", request)
    ]

    assert at_desk(editor).get(page, {"articles": story.pk}).status_code == 400
    assert asked == []


# --- named by what is open ---


def test_a_coverage_doesnt_name_its_story_that_became_closed(closed, section, insider, editor, at_desk):
    coverage = Coverage.objects.create(slugline="Bridge", section=section, by=insider, due_at=clock.now())
    story = desk.begin_story(coverage, by=insider)
    Article.objects.filter(pk=story.pk).update(section=closed, headline=WORD)
    page = reverse("admin:articles_coverage_changelist")

    seen = [WORD in at_desk(user).get(page).text for user in (editor, insider)]

    assert seen == [False, True]


def test_a_translation_doesnt_name_its_closed_original(
    stories, section, make_article, editor, reporter, at_desk
):
    story = make_article("Open", by=editor, section=section, translation_of=stories[0], language="fr")
    edition = desk.publish(story, by=editor)
    pages = [edit(story), reverse("admin:articles_edition_change", args=[edition.pk])]

    for user in (editor, reporter):
        assert all(WORD not in at_desk(user).get(page).text for page in pages)


def test_who_may_not_see_the_original_saves_its_translation(stories, section, make_article, editor, at_desk):
    story = make_article("Open", by=editor, section=section, translation_of=stories[0], language="fr")

    at_desk(editor).post(edit(story), typed(story, headline="Opened", translation_of=""))

    saved = Article.objects.get(pk=story.pk)
    assert (saved.headline, saved.translation_of) == ("Opened", stories[0])


def test_no_address_of_the_desk_leads_to_that_of_a_plan(stories, editor, at_desk):
    plan = stories[2].editions.get()
    kind = ContentType.objects.get_for_model(plan).pk

    answer = at_desk(editor).get(reverse("admin:view_on_site", args=[kind, plan.pk]))

    assert (answer.status_code, answer.get("Location")) == (404, None)
