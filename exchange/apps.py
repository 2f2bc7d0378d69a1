from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Imports and wire")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from articles.archive import old_rows, verifying
        from articles.models import Act

        from . import logged_addresses, logged_wire, uploads
        from .forgetting import forget
        from .wire import expiring

        verifying.PARTS["the old addresses"] = logged_addresses.faults
        verifying.PARTS["the wire copy"] = logged_wire.faults
        post_save.connect(forget, sender=Act)
        old_rows.also += [uploads.clear, expiring.clear]
