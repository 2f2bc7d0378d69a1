from django import template

from exchange.models import WireUse
from exchange.report_words import left_words

register = template.Library()
register.filter("left_words", left_words)


@register.inclusion_tag("admin/exchange/wirecopy/_used_by.html")
def wire_copy_of(article):
    """Name the wire copy that a story is made of, with what became of it."""
    uses = WireUse.objects.filter(article=article).select_related("copy__feed__source__merged_into")
    return {"uses": uses.defer("copy__body", "copy__raw", "copy__folded", "copy__earlier", "copy__left_out")}
