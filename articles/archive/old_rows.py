"""What a newsroom needs no more after a time: counted and removed by `manage.py housekeeping`."""

import re
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from articles.models import Autosave, Note, Push

AUTOSAVES = timedelta(days=180)
MAIL = timedelta(days=30)
ADDRESSES = timedelta(days=365)
BATCH = 500  # rows; 31,500 autosaves of 20 KB in one held the desk up for 14 s
ADDRESS = re.compile(r"\n\n[^\s@]+@[^\s@]+\Z")  # as a reader's letter ends


# Of other apps: functions that do the same, given in their ready().
also = []


def clear():
    """Yield (what, how many) of each kind that was removed."""
    now = timezone.now()
    yield "sessions that have ended", _delete(Session.objects.filter(expire_date__lt=now))
    yield "autosaves that nobody came back to", _delete(Autosave.objects.filter(saved_at__lt=now - AUTOSAVES))
    # A file that has to go is asked for until it is gone.
    ended = Push.objects.filter(created_at__lt=now - MAIL).exclude(kind="purge", sent_at=None)
    yield "rows of the outbox", _delete(ended)
    yield "addresses of readers", _forget(Note.objects.filter(by=None, agency="", at__lt=now - ADDRESSES))
    for clear_also in also:
        yield from clear_also()


def without_address(text):
    while ADDRESS.search(text):
        text = ADDRESS.sub("", text)
    return text


def _delete(rows):
    """Remove rows in batches: on SQLite nobody else writes during each."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += rows.filter(pk__in=keys).delete()[0]
    return count


def _forget(letters):
    """Take the reader's address, not the words, out of letters."""
    count = 0
    for letter in letters.filter(text__contains="@").iterator(chunk_size=500):
        if ADDRESS.search(letter.text):
            Note.objects.filter(pk=letter.pk).update(text=without_address(letter.text))
            count += 1
    return count
