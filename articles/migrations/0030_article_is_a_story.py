from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0029_push_begun_at"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-updated_at"],
                "permissions": [
                    ("submit_article", "Can submit articles"),
                    ("change_any_article", "Can change the articles of others"),
                    ("approve_article", "Can approve articles"),
                    ("publish_article", "Can publish articles"),
                    ("correct_article", "Can correct live articles"),
                    ("withdraw_article", "Can withdraw and restore articles"),
                    ("spike_article", "Can spike articles"),
                    ("redact_article", "Can redact records"),
                    ("lift_embargo", "Can lift embargoes"),
                    ("lift_legal_flag", "Can lift legal flags"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.AlterModelOptions(
            name="historicalarticle",
            options={
                "get_latest_by": ("history_date", "history_id"),
                "ordering": ("-history_date", "-history_id"),
                "verbose_name": "historical story",
                "verbose_name_plural": "historical stories",
            },
        ),
    ]
