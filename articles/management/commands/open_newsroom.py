import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse

from articles.desk import origins
from articles.models import Article, Section, Source
from articles.models.publication import local_address

CHIEF = "chief"
LOCAL_HOSTS = {"*", "127.0.0.1", "localhost", "[::1]"}


class Command(BaseCommand):
    help = (
        "Prepare the newsroom for the day: migrate, load the seed and make a chief editor where there "
        "are none yet, and say where to read and where to sign in."
    )

    def handle(self, **options):
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            load_seed()
            password = make_chief_editor()
            origins.take_stock()
        self.say_where(password)

    def say_where(self, password):
        home = address()
        self.stdout.write(f"\n  Read:     {home}/\n  Sign in:  {home}{reverse('admin:index')}")
        if password:
            self.stdout.write(
                f"            as {CHIEF}, password {password}\n"
                "            It is shown this once. Change it, and add a second factor, at "
                f"{home}{reverse('mfa_index')}"
            )


def address():
    """Return where readers reach the paper: by its first public name, else on this machine."""
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host not in LOCAL_HOSTS]
    return f"https://{hosts[0]}" if settings.HTTPS and hosts else local_address()


def load_seed():
    """Load the supplied article, unless an editor or an earlier start has put anything here."""
    if not any(model.objects.exists() for model in (Article, Section, Source)):
        call_command("loaddata", "seed", verbosity=0)


def make_chief_editor():
    """Return the password of the first user, a chief editor, or None where there is a user."""
    users = get_user_model().objects
    if users.exists():
        return None
    password = secrets.token_urlsafe(12)
    chief = users.create_user(CHIEF, password=password, is_staff=True)
    chief.groups.add(Group.objects.get(name="Chief editor"))
    return password
