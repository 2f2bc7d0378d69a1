"""`/metrics`: what Prometheus is told of this server, by all its processes together and of no person."""

import os
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from articles.desk import cdn, outbox
from articles.models import Act
from articles.public.page_cache import read_only
from exchange.models import Feed

PATH = "/metrics"
TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # s
OWN = CollectorRegistry()  # of this process, where there is no other

requests = Histogram(
    "newsroom_request_seconds",
    "Time of an answer, by its class, and by whether a page was cached, rendered, or no public page.",
    ["answer", "page"],
    buckets=TIMES,
    registry=OWN,
)
acts = Counter("newsroom_acts", "Acts of the log, by their verb.", ["verb"], registry=OWN)


def count_answers(get_response):
    """Count each request, with its time; and each act."""
    post_save.connect(count_act, sender=Act, dispatch_uid="metrics")

    def middleware(request):
        begun = perf_counter()
        response = get_response(request)
        labels = f"{response.status_code // 100}xx", page_of(request)
        requests.labels(*labels).observe(perf_counter() - begun)
        return response

    return middleware


def page_of(request):
    """Tell how a page was made: the page cache marks a request for which it had none."""
    if not hasattr(request, "era"):
        return "none"
    return "rendered" if hasattr(request, "missed") else "cached"


def count_act(instance, created, raw=False, **kwargs):
    if created and not raw:
        transaction.on_commit(acts.labels(instance.verb).inc)


def answer_metrics(get_response):
    """Answer before the host and HTTPS are checked, as the probes do: Prometheus asks by address."""
    return lambda request: metrics(request) if request.path_info == PATH else get_response(request)


@read_only
def metrics(request):
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
    registry = CollectorRegistry(auto_describe=False)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(OWN)
    registry.register(Now())
    return HttpResponse(
        generate_latest(registry),
        content_type=CONTENT_TYPE_PLAIN_0_0_4,
        headers={"Cache-Control": "no-store"},
    )


class Now:
    """What is asked of the database at the moment of the question."""

    def collect(self):
        try:
            is_behind = cdn.is_behind()
            waiting = list(outbox.waiting().values_list("created_at", flat=True))
            failing = Feed.objects.failing().count()
        except DatabaseError:
            yield GaugeMetricFamily("newsroom_database_up", "Whether the database answers.", 0)
            return
        oldest = (timezone.now() - min(waiting)).total_seconds() if waiting else 0
        yield GaugeMetricFamily("newsroom_database_up", "Whether the database answers.", 1)
        yield GaugeMetricFamily("newsroom_outbox_waiting", "Mails and purges still to be done.", len(waiting))
        yield GaugeMetricFamily("newsroom_outbox_oldest_seconds", "Age of the oldest of them.", oldest)
        yield GaugeMetricFamily("newsroom_wire_failing", "Watched feeds that can't be read.", failing)
        yield GaugeMetricFamily("newsroom_cdn_behind", "Whether the CDN waits for its purge.", int(is_behind))
