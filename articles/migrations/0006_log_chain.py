import hashlib
import json
import secrets
from datetime import UTC

from django.db import migrations, models

canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def sha256(value):
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def seal_acts(apps, schema_editor):
    """Join the acts that are there to a chain, in the order in which they were written."""
    Act = apps.get_model("articles", "Act")
    number, previous, part = 0, "", []
    columns = ["number", "name", "salt", "reason_hash", "digest"]
    for act in Act.objects.select_related("by").order_by("pk").iterator(chunk_size=500):
        number += 1
        act.number, act.name = number, act.by.username if act.by_id else ""
        act.salt = secrets.token_hex(16)
        act.reason_hash = sha256([act.salt, act.reason])
        at = act.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said = {"previous": previous, "number": number, "at": at, "by": act.name, "verb": act.verb}
        act.digest = previous = sha256(
            {**said, "subject": act.subject, "reason": act.reason_hash, "data": act.data}
        )
        part.append(act)
        if len(part) == 500:
            Act.objects.bulk_update(part, columns)
            part.clear()
    Act.objects.bulk_update(part, columns)
    apps.get_model("articles", "SiteState").objects.update(log_digest=previous)


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_derived")]

    operations = [
        migrations.AddField("act", "number", models.PositiveBigIntegerField("number", null=True, editable=False)),
        migrations.AddField(
            "act", "name", models.CharField("by", max_length=150, blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            "act", "salt", models.CharField(max_length=32, blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            "act", "reason_hash", models.CharField(max_length=64, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            "act", "digest", models.CharField("digest", max_length=64, default="", editable=False),
            preserve_default=False,
        ),
        migrations.AddField(
            "sitestate", "log_digest", models.CharField(max_length=64, default="", editable=False)
        ),
        migrations.RunPython(seal_acts, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            "act", "number", models.PositiveBigIntegerField("number", unique=True, editable=False)
        ),
    ]
