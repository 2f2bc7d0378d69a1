"""Write the log, for those who watch it from outside."""

import json
from datetime import UTC

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles.archive.snapshot import snapshot
from articles.models import Act


class Command(BaseCommand):
    help = "Write the acts of the log, the oldest first: who, when, what, on what, why, before and after."

    def add_arguments(self, parser):
        parser.add_argument("--since", help="such as 2026-11-28 or 2026-11-28T09:00Z")
        parser.add_argument("--format", choices=FORMS, default="text", help="jsonl: one object a line")

    def handle(self, *, since, format, **options):  # noqa: A002 - the option's name
        acts = Act.objects.order_by("number")
        if since is not None:
            acts = acts.filter(at__gte=parse_moment(since))
        with snapshot():
            for act in acts.iterator(chunk_size=1000):
                self.stdout.write(FORMS[format](act))


def as_json(act):
    who = {"number": act.number, "at": act.at.isoformat(), "by": act.name or None}
    said = {"verb": act.verb, "subject": act.subject, "reason": act.reason, "data": act.data}
    return json.dumps(who | said | {"digest": act.digest}, ensure_ascii=False)


def as_text(act):
    line = f"{act.at.isoformat(timespec='seconds')} {act.name or '–'} {act.verb} {act.subject} {act.reason}"
    return " ".join(line.split())


FORMS = {"text": as_text, "jsonl": as_json}


def parse_moment(text):
    """Read a date, or a moment, in UTC where it names no zone. Raises CommandError."""
    try:
        at = parse_datetime(text) if len(text) > 10 else parse_datetime(f"{parse_date(text)}T00:00Z")
        at = at if timezone.is_aware(at) else at.replace(tzinfo=timezone.get_default_timezone())
        return at.astimezone(UTC)
    except (ValueError, AttributeError, OverflowError) as error:
        raise CommandError(f"{text} is no moment, such as 2026-11-28 or 2026-11-28T09:00Z.") from error
