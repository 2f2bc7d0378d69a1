import re
from datetime import timedelta

import pytest
import time_machine

from articles import desk
from articles.models import Article, Edition, Placement, Publication, Section, clock
from articles.templatetags.page_tags import to_sentence
from tests.reading import headlines, main

FRONTS = ("/", "/sections/world/")


def place(article, slot, section=None):
    return Placement.objects.create(
        article=article, slot=slot, section=section, placed_from=clock.now() - timedelta(seconds=1)
    )


def test_it_works(client, publish):
    publish(headline="Bridge opens")

    response = client.get("/")

    assert response.status_code == 200
    assert headlines(response) == ["Bridge opens"]


def test_a_storys_row_is_read_once(client, publish_many, django_assert_max_num_queries):
    publish_many(30)

    with django_assert_max_num_queries(20) as asked:
        client.get("/")

    assert len([query for query in asked if '"articles_edition"."standfirst"' in query["sql"]]) == 1


def test_an_empty_paper_has_a_front(client, db):
    assert "Nothing has been published yet." in main(client.get("/"))


def test_a_paper_without_sections_has_no_list_of_none(client, db):
    page = client.get("/").content.decode()

    assert not re.search(r"<(ul|ol)>\s*</\1>", page)
    assert "#sections" not in page


@pytest.mark.parametrize("stories", [1, 2, 7, 30])
def test_a_front_shows_every_story_once(client, publish_many, stories):
    publish_many(stories)

    shown = headlines(client.get("/"))

    assert len(shown) == len(set(shown))
    assert shown[0] == f"Story {stories - 1}"
    assert len(shown) >= min(stories, 20)


def box(client):
    page = main(client.get("/"))
    return page.partition('class="front-box"')[2].partition("</aside>")[0]


def test_a_front_has_a_box_only_where_the_paper_wants_one(client, publish_many):
    publish_many(8)

    assert box(client) == ""


def test_the_box_names_whom_the_stories_of_the_front_rest_on(client, publish, publish_many, make_source):
    Publication.objects.create(front_box="sources")
    often, once = make_source("Often"), make_source("Once")
    for sources in ([often], [often, once]):
        publish(sources=sources)
    publish_many(6)

    assert re.findall(r'href="(/sources/[^"]*)"', box(client)) == ["/sources/often/", "/sources/"]


def test_the_box_names_what_was_corrected_last(client, publish, publish_many, chief_editor):
    Publication.objects.create(front_box="corrections")
    wrong, gone = publish(headline="Wrong", slug="wrong"), publish(headline="Gone")
    publish_many(8)
    desk.correct(wrong, by=chief_editor, kind="correction", note="Now right.", changes={"headline": "Right"})
    desk.withdraw(gone, by=chief_editor, note="Taken back.")

    assert "Gone" not in box(client)
    assert "A story that was taken back" in box(client)
    assert '<a href="/articles/wrong/">Right</a> <span class="aside">correction' in box(client)


def test_a_front_of_the_past_has_no_box(client, publish_many):
    Publication.objects.create(front_box="corrections")
    publish_many(8)

    assert "front-box" not in client.get("/", {"at": clock.now().isoformat()}).text


def test_an_editor_places_the_lead(client, publish, publish_many):
    chosen = publish(headline="Chosen")
    publish_many(6)

    place(chosen, 0)

    assert headlines(client.get("/"))[0] == "Chosen"
    assert headlines(client.get("/")).count("Chosen") == 1


def test_a_placed_story_that_was_withdrawn_leaves_the_front(client, publish, chief_editor):
    chosen = publish(headline="Chosen")
    place(chosen, 0)

    desk.withdraw(chosen, by=chief_editor, note="Taken back.")

    assert headlines(client.get("/")) == []


def retract(article, by):
    desk.correct(article, by=by, kind="retraction", note="Nothing of it is true.", changes={})


@pytest.mark.parametrize("is_placed", [False, True])
@pytest.mark.parametrize("path", FRONTS)
def test_a_retracted_story_leads_nothing_and_stands_in_the_river(
    client, publish, publish_many, chief_editor, section, path, is_placed
):
    publish_many(12)
    wrong = publish(headline="All wrong")
    if is_placed:
        place(wrong, 0, section if path != "/" else None)
    assert headlines(client.get(path))[0] == "All wrong"

    retract(wrong, chief_editor)

    assert headlines(client.get(path))[:5] == [f"Story {number}" for number in range(11, 6, -1)]
    assert headlines(client.get(path))[5] == "All wrong"


def test_a_retracted_story_stands_in_no_band(client, publish, publish_many, chief_editor):
    band = Section.objects.create(name="Local", slug="local", position=9)
    wrong = publish(headline="All wrong", section=band)
    publish(headline="True", section=band)
    publish_many(12)

    retract(wrong, chief_editor)

    page = main(client.get("/"))
    assert "True" in page.partition("Local")[2].partition("</section>")[0]
    assert "All wrong" not in page.partition("Local")[2].partition("</section>")[0]
    assert headlines(client.get("/")).count("All wrong") == 1


def test_a_front_of_retracted_stories_alone_shows_them(client, publish, chief_editor):
    wrong = publish(headline="All wrong")

    retract(wrong, chief_editor)

    assert headlines(client.get("/")) == ["All wrong"]


def test_each_section_with_more_to_say_has_a_block(client, publish, publish_many):
    sport = Section.objects.create(name="Sport", slug="sport")
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False):
        old = publish(headline="Match", section=sport)
    publish_many(12)

    page = main(client.get("/"))

    assert 'id="section-sport"' in page
    assert page.count(old.headline) == 1


def test_older_stories_are_read_by_position(client, publish_many):
    publish_many(65)

    first = client.get("/")
    link = re.search(r'rel="next" href="([^"]+)"', main(first))[1]
    second = client.get(link)

    assert headlines(second)[0] == "Story 38"
    assert len(headlines(second)) == 20
    assert '<meta name="robots" content="noindex,follow">' in second.content.decode()
    last = client.get("/" + re.search(r'rel="next" href="([^"]+)"', main(second))[1])
    assert headlines(last) == [f"Story {number}" for number in reversed(range(19))]
    assert 'rel="next"' not in main(last)


@pytest.mark.parametrize(("stories", "sections"), [(41, 1), (100, 1), (70, 3), (100, 14)])
def test_the_front_and_its_older_pages_list_every_story(client, publish_many, stories, sections):
    publish_many(stories)
    for number in range(1, sections):
        section = Section.objects.create(name=f"Section {number}")
        keys = list(Edition.objects.newest_first().values_list("pk", flat=True)[number::sections])
        Edition.objects.filter(pk__in=keys).update(section=section)

    pages = [client.get("/")]
    while link := re.search(r'rel="next" href="([^"]+)"', main(pages[-1])):
        pages.append(client.get(f"/{link[1].lstrip('/')}"))

    assert {headline for page in pages for headline in headlines(page)} == {
        f"Story {number}" for number in range(stories)
    }


def test_a_new_story_on_top_shifts_no_older_page(client, publish, publish_many):
    publish_many(45)
    link = re.search(r'rel="next" href="([^"]+)"', main(client.get("/sections/world/")))[1]
    before = headlines(client.get(f"/sections/world/{link}"))

    publish(headline="New on top")

    assert headlines(client.get(f"/sections/world/{link}")) == before


def test_a_position_of_anything_is_unknown(client, publish):
    publish()
    positions = ["", "x", "1", "1-", "-", "٣-٣", "9" * 40 + "-1", "1-" + "9" * 40, "%00"]

    paths = [f"{front}?before={before}" for front in FRONTS for before in positions]

    assert [path for path in paths if client.get(path).status_code != 404] == []


def test_a_merged_section_leads_to_its_successor_which_shows_its_stories(client, publish, section):
    publish(headline="Bridge opens")
    heir = Section.objects.create(name="Abroad", slug="abroad")
    section.merged_into = heir
    section.save()

    response = client.get("/sections/world/")

    assert (response.status_code, response["Location"]) == (301, "/sections/abroad/")
    assert headlines(client.get("/sections/abroad/")) == ["Bridge opens"]


def test_a_sections_new_name_is_seen_at_the_next_request(client, publish, section):
    publish()
    client.get("/")

    section.name = "The World"
    section.save()

    assert b"The World" in client.get("/").content


def test_an_unknown_section_is_unknown(client, db):
    assert client.get("/sections/nothing/").status_code == 404


@pytest.mark.parametrize("stories", [1, 30])
def test_a_front_costs_six_queries(
    client, publish, publish_many, section, stories, django_assert_num_queries
):
    client.get("/sections/nothing/")
    for name in ("Sport", "Arts", "Money"):
        publish(section=Section.objects.create(name=name))
    publish_many(stories)
    place(publish(), 0)
    client.get("/corrections/")

    with django_assert_num_queries(6) as queries:
        client.get("/")

    tables = [re.search(r'FROM "?articles_(\w+)', query["sql"])[1] for query in queries]
    assert tables[:2] == ["sitestate", "placement"]
    assert tables[3:] == ["edition", "edition", "relation"]


@pytest.mark.parametrize(("form", "stories"), [("lead", 3), ("lines", 4), ("opinion", 4), ("wide", 1)])
def test_a_section_stands_on_the_front_in_its_form(
    client, publish_many, make_article, section, form, stories
):
    Section.objects.filter(pk=section.pk).update(front_form=form)
    publish_many(14)
    sport = Section.objects.create(name="Sport", slug="sport")
    above = Edition.objects.newest_first().values_list("pk", flat=True)[:5]
    Edition.objects.filter(pk__in=list(above)).update(section=sport)

    blocks = re.findall(
        r'<section class="block (\S+)" .*?section-(\w+)(.*?)</section>', client.get("/").text, re.S
    )
    [(shown_form, text)] = [(found, text) for found, slug, text in blocks if slug == section.slug]

    assert shown_form == {"lead": "with-lead"}.get(form, form)
    assert text.count("<article") == stories


@pytest.mark.parametrize(
    ("headline", "size"),
    [("Peace", 1), ("A" * 56, 2), ("和" * 50, 4), ("A" * 88, 3), ("和" * 66, 5)],
)
def test_the_lead_s_headline_is_set_by_its_width(client, publish, headline, size):
    publish(headline=headline)

    assert f'class="headline fit-{size}"' in client.get("/").text


SENTENCE = "The bridge of the old town opens again after nine months of work. "


@pytest.mark.parametrize(
    ("standfirst", "shown"),
    [
        (SENTENCE, SENTENCE),
        (SENTENCE * 5, SENTENCE * 3),
        ("word " * 60, "word " * 48 + "…"),
        ("字" * 30 + "。" + "字" * 300, "字" * 30 + "。"),
        ("字" * 300, "字" * 240 + " …"),
    ],
)
def test_a_long_standfirst_of_a_card_ends_behind_a_sentence_or_a_word(standfirst, shown):
    assert to_sentence(standfirst).strip() == shown.strip()


@pytest.mark.parametrize(("stories", "has_lead"), [(5, False), (6, True)])
def test_a_section_of_some_stories_has_a_lead_and_a_second_row(client, publish_many, stories, has_lead):
    publish_many(stories)

    response = client.get("/sections/world/")

    assert ('class="second-row"' in response.text) == has_lead
    assert headlines(response) == [f"Story {number}" for number in reversed(range(stories))]


def test_older_pages_of_a_section_are_lists(client, publish_many):
    publish_many(40)
    older = re.search(r'href="(\?before=[^"]+)"', client.get("/sections/world/").text)[1]

    response = client.get(f"/sections/world/{older}")

    assert 'class="lead"' not in response.text
    assert len(headlines(response)) == 20


@pytest.mark.parametrize("is_placed", [False, True])
@pytest.mark.parametrize(("stories", "front"), [(7, FRONTS[1]), (30, FRONTS[0]), (30, FRONTS[1])])
def test_a_story_below_the_lead_stands_nowhere_else(
    client, publish_many, section, chief_editor, stories, front, is_placed
):
    publish_many(stories)
    lead, beside = (Article.objects.get(headline=f"Story {stories - place}") for place in (1, 3))
    desk.relate(lead, by=chief_editor, stories=[beside])
    if is_placed:
        place(beside, 2, None if front == "/" else section)

    page = main(client.get(front))

    assert page.count(f">{beside.headline}</a>") == 1
    assert f">Story {stories - 10}</a>" in page or stories < 10
    assert ('<ul class="below"' in page) == (not is_placed)


def test_a_fronts_edition_is_as_new_as_what_stands_in_its_bands(client, publish_many, publish, chief_editor):
    publish_many(60)
    page = client.get("/")
    story = page.context["front"].blocks[0]["stories"][-1].article

    desk.correct(story, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "It was nine."})

    front = client.get("/").context["front"]
    assert story.pk not in [row.article_id for row in [front.lead, *front.second_row, *front.river]]
    assert front.changed_at == story.editions.latest("number").live_from
