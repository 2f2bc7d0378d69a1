"""The paper's addresses."""

from django.urls import path, re_path

from . import feeds, sitemaps, views
from .pictures import serving

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/history/", views.history, name="history"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("sources/", views.sources, name="sources"),
    path("sources/<slug:slug>/", views.source, name="source"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive_month"),
    path("corrections/", views.corrections, name="corrections"),
    path("pages/<slug:slug>/", views.page, name="page"),
    path("feeds/latest.atom", feeds.latest, name="feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemaps/fronts.xml", sitemaps.fronts, name="sitemap_fronts"),
    path("sitemaps/<int:year>-<int:month>.xml", sitemaps.month, name="sitemap_month"),
    # Their names are hashes: nothing else in the storage has an address.
    re_path(
        r"^media/renditions/([0-9a-f]{24})/([0-9]{1,4}\.(?:jpeg|webp|avif))$", serving.picture, name="picture"
    ),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
]
