"""Moments at which a public page changes although nobody acts: plans go live, placements start and end."""

from django.db import models

from articles.models import Edition, Placement


def boundaries(at):
    """Return the last boundary passed at `at` and the next one ahead (None where there is none)."""
    # Each column has an index, so that MAX and MIN are one seek each, however long the archive is.
    edges = [
        (Edition, "live_from"),
        # live_until needs no line of its own: where an edition ends, the next one begins.
        (Placement, "placed_from"),
        (Placement, "placed_until"),
    ]
    past = [_edge(model, column, models.Max, {f"{column}__lte": at}) for model, column in edges]
    ahead = [_edge(model, column, models.Min, {f"{column}__gt": at}) for model, column in edges]
    return max(filter(None, past), default=None), min(filter(None, ahead), default=None)


def _edge(model, column, extreme, bounds):
    return model.objects.filter(**bounds).aggregate(edge=extreme(column))["edge"]
