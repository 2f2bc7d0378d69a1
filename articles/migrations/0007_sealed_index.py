from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_log_chain")]

    operations = [
        migrations.RemoveIndex("edition", "edition_sealed_at"),
        migrations.AddIndex(
            "edition",
            models.Index(
                "sealed_at", "article_uid", "number", "digest", "live_from", name="edition_sealed"
            ),
        ),
    ]
