from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0008_edition_format'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalarticle',
            name='rows',
            field=models.JSONField(editable=False, null=True),
        ),
    ]
