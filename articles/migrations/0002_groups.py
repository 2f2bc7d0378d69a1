"""The three groups: Reporter, Editor, Chief editor."""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

REPORTER = """
view_article add_article change_article submit_article view_edition view_act view_section view_topic add_topic
view_person view_source add_source change_source view_image add_image change_image view_page view_publication
view_placement
""".split()
EDITOR = """
change_any_article approve_article publish_article correct_article withdraw_article spike_article
lift_embargo change_topic add_person change_person add_placement change_placement add_page change_page
curate_source
""".split()
CHIEF_EDITOR = """
redact_article lift_legal_flag act_on_any_desk add_section change_section delete_section delete_topic
delete_person delete_source delete_page delete_image delete_article change_publication see_confidential_name
""".split()
PEOPLE = "view_user add_user change_user view_group".split()
GROUPS = {
    "Reporter": REPORTER,
    "Editor": REPORTER + EDITOR,
    "Chief editor": REPORTER + EDITOR + CHIEF_EDITOR + PEOPLE,
}


def create_groups(apps, schema_editor):
    # Permissions are made after all migrations; these groups need them now.
    for label in ("articles", "auth"):
        config = current_apps.get_app_config(label)
        create_permissions(config, apps=current_apps, verbosity=0, using=schema_editor.connection.alias)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, codenames in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(
            Permission.objects.filter(codename__in=codenames, content_type__app_label__in=["articles", "auth"])
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
