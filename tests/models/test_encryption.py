"""Names of confidential sources: who may keep them, who may see them, and that nothing else tells them."""

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from articles import desk
from articles.archive import verifying
from articles.models import Act, Source, encryption

pytestmark = pytest.mark.django_db

NAME = "Xanthippe Quillfeather"
TOLD = "a person in the ministry, whose name we keep back because they fear for their post"


@pytest.fixture
def whisperer():
    return Source.objects.create(name=NAME, is_confidential=True, public_description=TOLD)


def ids(**options):
    return {found.id for found in run_checks(databases=["default"], **options)}


def test_a_confidential_name_is_kept_encrypted_only(whisperer):
    row = Source.objects.values().get(pk=whisperer.pk)

    assert row["name"] == ""
    assert NAME.encode() not in bytes(row["confidential_name"])
    assert encryption.decrypt(row["confidential_name"], row["slug"]) == NAME
    assert str(whisperer) == TOLD


def test_its_citation_key_is_random_even_where_one_was_typed(whisperer):
    other = Source(name=NAME, slug="xanthippe", is_confidential=True, public_description=TOLD)
    other.save()

    assert other.slug.startswith("source-")
    assert other.slug != whisperer.slug


def test_without_a_key_a_confidential_name_is_refused_with_what_to_do(settings):
    settings.SOURCES_KEY = []
    source = Source(name=NAME, is_confidential=True, public_description=TOLD)

    with pytest.raises(ValidationError, match="SOURCES_KEY"):
        source.full_clean()
    with pytest.raises(encryption.KeyMissing, match="SOURCES_KEY"):
        source.save()

    assert not Source.objects.exists()


@pytest.mark.parametrize("field", ["public_description", "role", "note"])
def test_a_field_that_others_read_may_not_tell_the_name(field):
    fields = {"public_description": TOLD, field: f"That is {NAME.upper()}."}

    with pytest.raises(ValidationError, match="tells the confidential name"):
        Source(name=NAME, is_confidential=True, **fields).full_clean()


def test_the_database_refuses_a_plain_name_of_a_confidential_source(whisperer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.filter(pk=whisperer.pk).update(name=NAME)


def test_a_named_source_does_not_become_confidential(make_source):
    source = make_source("Ministry")
    source.is_confidential, source.public_description = True, TOLD

    with pytest.raises(ValidationError, match="once for all"):
        source.full_clean()


def test_only_who_may_sees_the_name_and_the_log_says_who_looked(whisperer, editor, chief_editor):
    with pytest.raises(desk.Refused):
        desk.show_names(whisperer, by=editor)

    assert desk.show_names(whisperer, by=chief_editor) == [NAME]

    (look,) = Act.objects.filter(verb="show_name")
    assert (look.by, look.subject, look.data) == (chief_editor, f"source:{whisperer.slug}", {})


def test_without_its_key_a_name_stays_shut_and_nobody_looked(whisperer, chief_editor, settings):
    settings.SOURCES_KEY = [Fernet.generate_key().decode()]

    with pytest.raises(desk.Refused, match="Put the key back"):
        desk.show_names(whisperer, by=chief_editor)

    assert not Act.objects.filter(verb="show_name").exists()
    assert ids() == {"newsroom.E004"}


def test_a_key_that_is_none_is_named(settings):
    settings.SOURCES_KEY = ["not a key"]

    assert ids() == {"newsroom.E003"}


def test_a_new_key_takes_over_from_the_old_one(whisperer, settings, capsys):
    new = Fernet.generate_key().decode()
    settings.SOURCES_KEY = [new, *settings.SOURCES_KEY]

    call_command("rotate_sources_key")
    settings.SOURCES_KEY = [new]

    whisperer.refresh_from_db()
    assert encryption.decrypt(whisperer.confidential_name, whisperer.slug) == NAME
    assert "1 confidential names" in capsys.readouterr().out


@pytest.fixture
def swapped(whisperer):
    """Two sources whose encrypted names changed places by hand."""
    other = Source.objects.create(name="Ann Other", is_confidential=True, public_description=TOLD)
    assert list(verifying.archive_faults()) == []
    Source.objects.filter(pk=whisperer.pk).update(confidential_name=other.confidential_name)
    Source.objects.filter(pk=other.pk).update(confidential_name=whisperer.confidential_name)
    return whisperer, other


def test_names_that_changed_places_are_found_and_not_shown(swapped, chief_editor):
    assert set(verifying.archive_faults()) == {
        (f"source {source.slug}", "its confidential name was kept for another source") for source in swapped
    }
    with pytest.raises(desk.Refused, match="for another source"):
        desk.show_names(swapped[0], by=chief_editor)


def test_former_names_that_changed_places_are_found(whisperer, make_source):
    other = make_source("", is_confidential=True, public_description="An official")
    token = encryption.encrypt("Somebody else", other.slug).decode()
    Source.objects.filter(pk=whisperer.pk).update(former_names=[token])

    assert list(verifying.archive_faults()) == [
        (f"source {whisperer.slug}", "a former confidential name was kept for another source")
    ]


def test_names_that_changed_places_are_not_bound_anew(swapped):
    with pytest.raises(CommandError, match="for another source"):
        call_command("rotate_sources_key")


def test_an_older_name_is_bound_to_its_source_by_the_rotation(whisperer, settings):
    token = Fernet(settings.SOURCES_KEY[0]).encrypt(NAME.encode())
    Source.objects.filter(pk=whisperer.pk).update(confidential_name=token)
    assert encryption.decrypt(token, "any") == NAME

    call_command("rotate_sources_key")

    whisperer.refresh_from_db()
    with pytest.raises(encryption.Swapped):
        encryption.decrypt(whisperer.confidential_name, "any")
    assert encryption.decrypt(whisperer.confidential_name, whisperer.slug) == NAME


def test_the_slug_to_which_a_name_is_bound_stays(whisperer):
    slug = whisperer.slug
    whisperer.slug = "xanthippe"
    whisperer.save()

    assert whisperer.slug == slug


def test_without_a_key_verify_says_nothing_of_names(swapped, settings):
    settings.SOURCES_KEY = []

    assert list(verifying.archive_faults()) == []
