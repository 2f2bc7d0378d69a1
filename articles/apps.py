from django.apps import AppConfig
from django.urls import register_converter


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from articles import signals  # noqa: F401  its receivers connect on import
        from articles.public.converters import NameConverter, NumberConverter

        register_converter(NameConverter, "name")
        register_converter(NumberConverter, "number")
