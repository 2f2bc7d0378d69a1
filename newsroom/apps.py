from pathlib import Path

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self):
        from newsroom import checks, slow_queries, trials  # noqa: F401

        post_migrate.connect(keep_from_others, sender=apps.get_app_config("articles"))


def keep_from_others(using, **kwargs):
    """Let nobody else on the machine read a SQLite file, whatever the umask that it was made with."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    for end in ("", "-wal", "-shm"):
        file = Path(f"{connection.settings_dict['NAME']}{end}")
        if file.is_file():
            file.chmod(file.stat().st_mode & ~0o007)
