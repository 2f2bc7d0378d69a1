import platform

import django
from django.core.management.base import BaseCommand

from newsroom import __version__


def line():
    return f"Newsroom {__version__}, Django {django.__version__}, Python {platform.python_version()}"


class Command(BaseCommand):
    """Django has a command of this name of its own, so manage.py asks for the line itself."""

    help = "Print the version of Newsroom, and those of Django and Python."
    requires_system_checks = []

    def handle(self, **options):
        self.stdout.write(line())
