from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0007_sealed_index")]

    operations = [
        migrations.AddField(
            "edition", "format", models.CharField(max_length=20, default="newsroom-1", editable=False)
        ),
    ]
