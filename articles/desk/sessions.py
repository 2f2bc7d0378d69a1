"""The open sessions of an account: they end with what opened them, or with what it may do."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone


def end(user, but):
    """End the sessions of a user, but for the one with the key `but`: who does this is not signed out."""
    open_now = Session.objects.filter(expire_date__gte=timezone.now()).exclude(session_key=but or "")
    rows = open_now.iterator(chunk_size=500)
    mine = [row.session_key for row in rows if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(session_key__in=mine).delete()
