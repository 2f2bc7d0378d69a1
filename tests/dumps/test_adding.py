"""What a dump is loaded beside: its rows keep their keys, and replace nothing."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import transaction

from articles import desk
from articles.archive import verifying
from articles.models import (
    Act,
    Article,
    Byline,
    Coverage,
    Image,
    Note,
    Person,
    Section,
    Source,
    Topic,
    clock,
)

from .newsrooms import dump, empty, exact, told

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_dump_is_not_loaded_over_stories_without_a_word(newsroom, tmp_path):
    path, _warning = dump(tmp_path)
    before = exact()

    with pytest.raises(CommandError, match="there are stories here"):
        call_command("loaddata", str(path), verbosity=0)

    assert exact() == before


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_of_a_newsrooms_own_dump_is_added(newsroom, reporter, tmp_path):
    desk.note(newsroom, by=reporter, text="Ask again.")
    path, _warning = dump(tmp_path)
    before = told()
    newsroom.history.filter(version=1).delete()
    Note.objects.all().delete()
    Source.objects.filter(name="Minister").update(name="The minister")

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert told() == before
    assert Note.objects.get().text == "Ask again."
    assert Source.objects.filter(name="The minister").exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_added_again_stands_where_it_stood(newsroom, tmp_path):
    path, _warning = dump(tmp_path)
    before = exact(), list(newsroom.citations.values_list("pk", "mark"))
    newsroom.citations.order_by("pk").first().delete()
    newsroom.editions.order_by("number").last().delete()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert (exact(), list(newsroom.citations.values_list("pk", "mark"))) == before
    assert list(verifying.archive_faults()) == []


@pytest.mark.django_db(transaction=True)
def test_an_older_dump_of_a_newsrooms_own_is_added_to_what_came_since(newsroom, publish, tmp_path):
    path, _warning = dump(tmp_path)
    with transaction.atomic():
        since = publish(headline="Since")
    newsroom.history.filter(version=1).delete()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert newsroom.history.filter(version=1).exists()
    assert Article.objects.filter(pk=since.pk).exists()
    assert list(verifying.archive_faults()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "make_own",
    [
        lambda: Article.objects.create(headline="Our own"),
        lambda: Act.objects.create(at=clock.now(), verb="change_row", subject="section:ours"),
    ],
    ids=["story", "act"],
)
def test_another_newsrooms_dump_is_not_added(newsroom, tmp_path, make_own):
    path, _warning = dump(tmp_path)
    empty()
    with transaction.atomic():
        make_own()
    before = exact()

    with pytest.raises(CommandError, match="the dump of another newsroom"):
        call_command("loaddata", str(path), "--add", verbosity=0)

    assert exact() == before


@pytest.mark.django_db(transaction=True)
def test_a_dump_is_not_loaded_over_a_log_or_over_rows_without_a_name(newsroom, chief_editor, tmp_path):
    Coverage.objects.create(slugline="Theirs", by=chief_editor, due_at=clock.now())
    path, _warning = dump(tmp_path)
    empty()
    call_command("createsuperuser", username="root", email="root@example.org", interactive=False, verbosity=0)
    with pytest.raises(CommandError, match="there are acts of the log here"):
        call_command("loaddata", str(path), verbosity=0)
    empty()
    colleague = User.objects.create(username="colleague")
    Coverage.objects.create(slugline="Ours", by=colleague, due_at=clock.now())

    with pytest.raises(CommandError, match="there are .*cover.* here"):
        call_command("loaddata", str(path), verbosity=0)

    assert Coverage.objects.get().slugline == "Ours"


NAMED = (Group, Image, Person, Section, Source, Topic, User)


def keys():
    return {(model, *row.natural_key()): row.pk for model in NAMED for row in model.objects.all()}


@pytest.mark.django_db(transaction=True)
def test_a_dumps_rows_keep_their_keys_beside_others(newsroom, publish, make_article, tmp_path):
    article = make_article(lead_image=Image.objects.create(alt_text="Boats.", credit="Ann"))
    article.topics.add(Topic.objects.get())
    Byline.objects.create(article=article, person=Person.objects.get())
    publish(article)
    path, _warning = dump(tmp_path)
    before = keys()
    empty()
    for number in (1, 2, 3):
        Image.objects.create(alt_text=f"Ours {number}", credit="Bo")
        others = [model.objects.create(name=f"Ours {number}") for model in (Group, Section, Source, Topic)]
        user = User.objects.create(username=f"ours{number}")
        user.groups.add(others[0])
        Person.objects.create(name=f"Ours {number}", user=user)
    Source.objects.create(name="Ministry", represents=others[2])

    call_command("loaddata", str(path), verbosity=0)

    assert before.items() <= keys().items()
    assert list(verifying.archive_faults()) == []
    assert Person.objects.get(name="Ours 3").user.groups.get().name == "Ours 3"
    assert Source.objects.get(name="Minister").represents.name == "Ministry"


@pytest.mark.django_db(transaction=True)
def test_what_was_renamed_since_a_dump_is_not_added_under_its_old_name(newsroom, reporter, tmp_path):
    path, _warning = dump(tmp_path)
    User.objects.filter(pk=reporter.pk).update(username="renamed")
    Topic.objects.filter(slug="peace").update(slug="peace-talks")
    newsroom.history.filter(version=1).delete()
    before = keys()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert keys() == before
    assert newsroom.history.filter(version=1).exists()


@pytest.mark.django_db(transaction=True)
def test_a_picture_is_added_beside_one_that_has_its_number_since(newsroom, make_article, tmp_path):
    image = Image.objects.create(alt_text="Boats.", credit="Ann", sha256="a")
    article = make_article(lead_image=image)
    path, _warning = dump(tmp_path)
    number = image.pk
    article.delete()
    image.delete()
    Image.objects.create(pk=number, alt_text="Other boats.", credit="Bo", sha256="b")

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert Article.objects.get(uid=article.uid).lead_image.alt_text == "Boats."
    assert Image.objects.get(pk=number).alt_text == "Other boats."


@pytest.mark.django_db(transaction=True)
def test_what_is_added_again_has_its_old_key(newsroom, tmp_path):
    topic = Topic.objects.create(name="Passing again")
    Topic.objects.create(name="Last")
    path, _warning = dump(tmp_path)
    before = keys()
    topic.delete()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert keys() == before
