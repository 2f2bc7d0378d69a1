"""What the three groups may do with the wire."""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

REPORTER = "view_wirecopy view_feed".split()
CHIEF_EDITOR = "add_feed change_feed delete_feed".split()
GROUPS = {"Reporter": REPORTER, "Editor": REPORTER, "Chief editor": REPORTER + CHIEF_EDITOR}


def give(apps, schema_editor):
    # Permissions are made after all migrations; these groups need them now.
    config = current_apps.get_app_config("exchange")
    create_permissions(config, apps=current_apps, verbosity=0, using=schema_editor.connection.alias)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        found = Permission.objects.filter(codename__in=codenames, content_type__app_label="exchange")
        for group in Group.objects.filter(name=name):
            group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_wire"),
        ("articles", "0002_groups"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
