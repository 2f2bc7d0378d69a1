"""The paper's addresses."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from articles.models import root_files

from . import (
    api,
    feeds,
    fronts,
    health,
    lists,
    media,
    provenance,
    reader_reports,
    search_pages,
    site_files,
    sitemaps,
    source_pages,
    stories,
)
from .page_cache import read_only


class FormConverter(StringConverter):
    """A form in which a feed is printed."""

    regex = "|".join(feeds.FORMS)


# The address of the ledger before there was an API.
to_api_corrections = read_only(RedirectView.as_view(pattern_name="api_corrections", permanent=True))

register_converter(FormConverter, "form")

urlpatterns = [
    path("", fronts.home, name="home"),
    path("articles/<name:slug>/", stories.story_page, name="article"),
    path("articles/<name:slug>/history/", stories.history_page, name="history"),
    path("articles/<name:slug>/history.json", provenance.history_json, name="history_json"),
    path("articles/<name:slug>/report/", reader_reports.report, name="report"),
    path("articles/<name:slug>/sources.json", provenance.sources_json, name="sources_json"),
    path("articles/<name:slug>/sources.csv", provenance.sources_csv, name="sources_csv"),
    path("sections/<name:slug>/", fronts.section, name="section"),
    path("topics/<name:slug>/", lists.topic, name="topic"),
    path("people/<name:slug>/", lists.person, name="person"),
    path("sources/", source_pages.sources, name="sources"),
    path("sources/<name:slug>/", source_pages.source, name="source"),
    path("archive/", lists.archive, name="archive"),
    path("archive/<number:year>/<number:month>/", lists.archive_month, name="archive_month"),
    path("corrections/", lists.corrections, name="corrections"),
    path("search/", search_pages.search, name="search"),
    path("search/suggest", search_pages.suggest, name="suggest"),
    path("corrections.json", to_api_corrections, name="corrections_json"),
    path("about/", reader_reports.about, name="about"),
    path("pages/<name:slug>/", stories.standing_page, name="page"),
    path("feeds/latest.<form:form>", feeds.latest, name="feed"),
    path("feeds/corrections.<form:form>", feeds.corrections, name="corrections_feed"),
    path("feeds/sections/<name:slug>.<form:form>", feeds.section, name="section_feed"),
    path("feeds/topics/<name:slug>.<form:form>", feeds.topic, name="topic_feed"),
    path("feeds/people/<name:slug>.<form:form>", feeds.person, name="person_feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemaps/news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemaps/fronts.xml", sitemaps.fronts, name="sitemap_fronts"),
    path("sitemaps/<number:year>-<number:month>.xml", sitemaps.month, name="sitemap_month"),
    path("sitemaps/<number:year>-<number:month>-<number:part>.xml", sitemaps.month, name="sitemap_part"),
    # Their names are hashes: nothing else in the storage has an address.
    re_path(
        r"^media/renditions/([0-9a-f]{24})/"
        r"([0-9]{1,4}\.(?:jpeg|webp|avif)|recording\.(?:mp4|webm|weba|m4a|mp3|oga|wav)|captions\.vtt)$",
        media.picture,
        name="picture",
    ),
    *api.urlpatterns,
    path(".well-known/newsroom.json", provenance.archive_head, name="newsroom"),
    path(".well-known/newsroom/<number:year>-<number:month>.txt", provenance.month_digests, name="digests"),
    path("robots.txt", site_files.robots, name="robots"),
    path(".well-known/security.txt", site_files.security, name="security"),
    path(".well-known/tdmrep.json", site_files.mining, name="mining"),
    path("security.txt", site_files.security, name="security_root"),
    path("ads.txt", site_files.root_file, {"field": "ads_txt"}, name="ads"),
    path("trust.txt", site_files.root_file, {"field": "trust_txt"}, name="trust"),
    path(".well-known/trust.txt", site_files.root_file, {"field": "trust_txt"}, name="trust_well_known"),
    re_path(rf"^({root_files.VERIFICATION})$", site_files.verification, name="verification"),
    re_path(r"^colours/([0-9a-f]{6})-([0-9a-f]{6})\.css$", site_files.colours, name="colours"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("apple-touch-icon.png", site_files.touch_icon, name="touch_icon"),
    path("state", site_files.state, name="state"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("healthz", health.readyz, name="healthz"),  # as monitors of 1.0.0 know it
]
