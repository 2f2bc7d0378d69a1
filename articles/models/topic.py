from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import clock
from .address import Address
from .named import Named
from .slugs import in_address

MOST = 200  # lines of an order; a series has up to 100 parts


class Topic(Named):
    """What stories are about, across sections."""

    description = models.TextField(_("description"), blank=True)

    is_series = models.BooleanField(
        _("is a series"),
        default=False,
        help_text=_("Its stories are parts, in the order of their first publication: “part 2 of 5”."),
    )
    parts_order = models.TextField(
        _("order of the parts"),
        blank=True,
        validators=[MaxLengthValidator(20_000)],
        help_text=_(
            "Addresses of stories, one a line, the first part first. Those not named follow by time."
        ),
    )

    class Meta(Named.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def clean(self):
        """Keep of each line the last word of its address, and refuse what readers know no story by.

        A planned story has its address already: the answer would tell that there is one.
        """
        super().clean()
        slugs = list(dict.fromkeys(filter(None, map(in_address, self.parts_order.splitlines()))))
        if len(slugs) > MOST:
            raise ValidationError({"parts_order": _("Name %s stories at most.") % MOST})
        public = Address.objects.filter(slug__in=slugs, public_since__lte=clock.now())
        stored = Topic.objects.filter(pk=self.pk).values_list("parts_order", flat=True).first() or ""
        known = {*public.values_list("slug", flat=True), *stored.split()}
        if unknown := [slug for slug in slugs if slug not in known]:
            raise ValidationError({"parts_order": _("No published story has this address: %s") % unknown[0]})
        self.parts_order = "\n".join(slugs)

    def as_printed(self):
        return {"slug": self.slug, "name": self.name}
