"""A dump, an empty newsroom to load it into, and what both newsrooms hold."""

import io
from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection

from articles.models import (
    Act,
    Address,
    Article,
    Edition,
    Note,
    Person,
    Source,
    Topic,
)


def dump(tmp_path, name="newsroom.json"):
    path, errors = tmp_path / name, io.StringIO()
    call_command("dump", output=str(path), stderr=errors)
    return path, errors.getvalue()


def empty():
    """Leave what migrations leave in a new newsroom."""
    with connection.constraint_checks_disabled():
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=False)
    editor = connection.schema_editor()
    import_module("articles.migrations.0002_groups").create_groups(apps, editor)
    import_module("exchange.migrations.0002_uploads").allow(apps, editor)
    import_module("exchange.migrations.0004_wire_groups").give(apps, editor)


def exact():
    """Return the rows that the desk's lists show, their keys and microseconds among them."""
    models = (Act, Article, Article.history.model, Edition, Note, Person, Source, Topic, User)
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


def told():
    """Return what readers, editors and strangers could tell of a newsroom, without its keys."""
    columns = ["article__uid", *(f.name for f in Edition._meta.fields if f.name not in ("id", "article"))]
    named = [column for column in columns if column not in ("section", "published_by", "translation_of")]
    history = Article.history.order_by("history_id")
    return {
        "editions": list(Edition.objects.order_by("digest").values(*named)),
        "addresses": list(Address.objects.order_by("slug").values("slug", "article__uid", "public_since")),
        "history": list(history.values("uid", "headline", "version", "history_user__username")),
        "topics": list(Topic.objects.order_by("slug").values("slug", "edition_links__edition__digest")),
        "sources": list(Source.objects.order_by("slug").values("slug", "represents__slug")),
        "acts": list(Act.objects.order_by("at").values("at", "verb", "subject", "data", "by__username")),
        "users": list(User.objects.order_by("username").values("username", "password", "groups__name")),
        "groups": list(
            Group.objects.order_by("name", "permissions__codename").values("name", "permissions__codename")
        ),
        "people": list(Person.objects.values("name", "user__username")),
    }
