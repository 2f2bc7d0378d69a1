"""What changed at the origin since it was brought: taken over, where nobody changed it here."""

from django.utils.translation import gettext as _

from articles.desk import importing
from articles.models import Article, Edition
from articles.models.version import CITED

from . import editions
from .mapping import PUBLISHED
from .writing import page_digest, store_page

Kind = Edition.Kind


class Renewals:
    """Renews what earlier runs of an import brought."""

    def __init__(self, writer, report, by, importing_row):
        self.writer, self.report, self.by, self.importing = writer, report, by, importing_row

    def renew(self, arrival, story, text, at):
        """Take over what changed at the origin, where nobody changed the story here."""
        if arrival.page_id:
            changed = self._page(arrival, story, text)
        elif arrival.article_id:
            changed = self._story(arrival, story, text, at)
        else:
            sentence = _("what it became is not here any more: it was not brought again")
            self.report.problem(story.place, sentence)
            return
        if changed:
            arrival.source_digest = story.digest()
            arrival.left_out, arrival.missing = text.left_out, text.missing
            arrival.save()

    def _page(self, arrival, story, text):
        page = arrival.page
        if page_digest(page) != arrival.edition_digest:
            return self._changed_here(arrival, story)
        fresh = self.writer.page(story, text)
        if page.is_published and not fresh.is_published:
            return self._not_public_there(story)
        page.headline, page.body = fresh.headline, fresh.body
        store_page(page, self.importing)
        arrival.edition_digest = page_digest(page)
        self.report.counts["pages renewed"] += 1
        return True

    def _story(self, arrival, story, text, at):
        article = Article.objects.select_related("section").get(pk=arrival.article_id)
        last = Edition.objects.filter(article=article).order_by("-number").first()
        if not arrival.holds(article.version, last.digest if last else ""):
            return self._changed_here(arrival, story)
        if sentence := _why_it_stays(article, at):
            self.report.problem(story.place, sentence % {"story": article})
            return False
        is_live = Edition.objects.published(at).filter(article=article).exists()
        if not self._is_public_as_here(story, last, is_live, at):
            return self._not_public_there(story)
        values, topics = self.writer.fields(story, text)
        cited = self.writer.taxonomy.citations(story, text.body)
        rows = importing.Rows(article, self.writer.bylines(story), cited, set(topics), [])
        changed = _changed(article, values, rows)
        kind, note = editions.told_since(story, article.editions.all(), at) if is_live else ("", "")
        if changed or note:
            is_minor = arrival.source_digest == story.digest() or changed == {"translation_of"}
            kind = kind or (Kind.MINOR if is_minor else Kind.UPDATE)
            edition = importing.renew(article, values, rows, at, kind, note, self.by)
            arrival.version = article.version
            arrival.edition_digest = edition.digest if edition else arrival.edition_digest
            self.report.counts["stories renewed"] += 1
        return True

    def _is_public_as_here(self, story, last, is_live, at):
        """Ask whether a story is still public there, where it is here; report what became public there."""
        outcome, has_ended = self.writer.outcome(story, at), editions.has_ended(story, at)
        if (is_live and has_ended) or (last and outcome != PUBLISHED):
            return False
        if not (last or has_ended) and outcome in (PUBLISHED, "planned"):
            self.report.problem(story.place, _("it was published there since: publish it here"))
        if last and not (is_live or has_ended):
            sentence = _("it is public there again: restore it here, if that is meant")
            self.report.problem(story.place, sentence)
        return True

    def _not_public_there(self, story):
        sentence = _("it is not public there any more: withdraw it here, if that is meant")
        self.report.problem(story.place, sentence)
        return False

    def _changed_here(self, arrival, story):
        sentence = _("it changed there and here: what stands here stays (%(story)s)")
        self.report.problem(story.place, sentence % {"story": arrival.thing})
        self.report.counts["changed in both places"] += 1
        return False


def _why_it_stays(article, at):
    """Return a sentence where a story is not renewed, whatever its archive says now."""
    if article.legal_flag:
        return _("it has a legal flag: what stands here stays (%(story)s)")
    if _is_text_planned(article, at):
        return _("a text is planned here: what stands here stays (%(story)s)")
    return ""


def _is_text_planned(article, at):
    """Ask whether a story's first text, or its next one, waits for its moment."""
    return article.editions.filter(live_from__gt=at).exclude(kind__in=Edition.TEXTLESS).exists()


def _changed(article, values, rows):
    """Return what a story would say otherwise if it was written now."""
    found = {name for name, value in values.items() if getattr(article, name) != value}
    pairs = [
        [[tuple(getattr(row, name) for name in names) for row in named] for named in both]
        for names, both in (
            (("person_id", "name", "role"), (rows.bylines, article.bylines.all())),
            (("source_id", *CITED), (rows.citations, article.citations.all())),
        )
    ]
    is_other = any(fresh != there for fresh, there in pairs) or rows.topics != set(article.topics.all())
    return found | ({"rows"} if is_other else set())
