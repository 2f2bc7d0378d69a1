from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_note_places")]

    operations = [
        migrations.AddField(
            model_name="sitestate",
            name="purged",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
    ]
