"""The tables of the search index, which each database makes in its own way; no model stands for them."""

from django.db import migrations

from articles.search import state


def create(apps, schema_editor):
    # A newsroom that has stories already is indexed by `manage.py rebuild_search`.
    has_stories = apps.get_model("articles", "Article").objects.exists()
    state.create(is_complete=not has_stories)


def drop(apps, schema_editor):
    state.drop()


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_groups")]
    operations = [migrations.RunPython(create, drop)]
