from django.contrib.auth.management import create_permissions
from django.apps import apps as current_apps
from django.db import migrations, models

CHIEF_EDITOR = ["bring_import", "view_import"]


def allow(apps, schema_editor):
    # Permissions are made after all migrations; the group needs them now.
    create_permissions(
        current_apps.get_app_config("exchange"), apps=current_apps, verbosity=0, using=schema_editor.connection.alias
    )
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    held = Permission.objects.filter(codename__in=CHIEF_EDITOR, content_type__app_label="exchange")
    for group in Group.objects.filter(name="Chief editor"):
        group.permissions.add(*held)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("articles", "0002_groups")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="upload",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name="import",
            name="uploaded_at",
            field=models.DateTimeField(null=True, verbose_name="uploaded at"),
        ),
        migrations.AlterField(
            model_name="import",
            name="started_at",
            field=models.DateTimeField(null=True, verbose_name="started at"),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
