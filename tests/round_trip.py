"""What goes in by any door comes out of every other: 300 texts that are hard on letters, on one database.

`make acceptance` runs it on both databases, and so does `pytest tests/round_trip.py` on one. `TEXTS=30` takes
fewer texts; `COUNTS` names a file for the number of comparisons at each exit.
"""

import html
import json
import os
import re
import unicodedata
from collections import Counter
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
import yaml
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from articles import desk, search
from articles.models import Article, Edition, Preference, Section, clock
from articles.pictures import social_cards
from tests import on_paper
from tests.article_form import typed
from tests.text import clipboards

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://testserver"
TEXTS = int(os.environ.get("TEXTS", 300))
WORDS = {
    "en": ["rain", "fell", "naïve", "café", "don’t", "co-operate", "£5", "e-mail", "§", "½"],
    "de": ["Straße", "Łódź", "Bäcker", "über", "Größe", "‚so‘"],
    "tr": ["Iğdır", "İstanbul", "çığ", "ışık"],
    "vi": ["Việt", "Nam", "phở", "Đà", "Nẵng"],
    "ru": ["Ёлка", "подъезд", "съезд", "Москва", "«слово»", "№5"],
    "uk": ["Київ", "її", "ґанок", "п’ять"],
    "el": ["Αθήνα", "Ώρα", "όπως", "σεισμός"],
    "hy": ["Երևան", "և", "լուր՝", "ի՞նչ"],
    "ka": ["თბილისი", "სიტყვა", "წვიმა"],
    "he": ["שלום", "עִבְרִית", "צה״ל", "תשפ״ז"],
    "ar": ["مرحبا", "بالعالم", "٢٠٢٧", "مُحَمَّد", "لا", "الله"],
    "fa": ["می\u200cخواهم", "خانه\u200cها", "۲۰۲۷", "کتاب", "پی\u200cنوشت"],
    "ur": ["پاکستان", "میں", "ہے", "گئے"],
    "hi": ["क्षेत्र", "हिन्दी", "र्\u200dय", "समाचार", "ज़मीन"],
    "bn": ["বাংলা", "সংবাদ", "র\u200d্যাব"],
    "ta": ["தமிழ்", "செய்தி", "ஸ்ரீ"],
    "ml": ["മലയാളം", "വാർത്ത", "ന്\u200d"],
    "si": ["ශ්\u200dරී", "ලංකාව"],
    "th": ["รัฐบาลไทย", "น้ำใส", "ลาออก"],
    "lo": ["ລັດຖະບານ", "ນ້ຳ", "ຂ່າວ"],
    "km": ["ភាសាខ្មែរ", "ព័ត៌មាន"],
    "my": ["မြန်မာ", "သတင်း", "ကျွန်ုပ်"],
    "bo": ["བོད་སྐད", "གསར་འགྱུར"],
    "zh": ["北京", "新闻", "𠮷野", "「引号」"],
    "ja": ["東京", "ニュース", "が", "か゛", "ヴァイオリン"],
    "ko": ["서울", "뉴스", "한글", "ㄱㄴ"],
    "am": ["አማርኛ", "ዜና"],
    "dv": ["ދިވެހި", "ޚަބަރު"],
    "mn": ["ᠮᠣᠩᠭᠣᠯ", "Монгол"],
}
# fmt: off
SIGNS = [
    "👩\u200d👩\u200d👧\u200d👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇺🇦", "1\ufe0f⃣", "❤\ufe0f", "🫩", "🪉", "👋🏽",
    "☎\ufe0e", "→", "−5", "10⁶", "H₂O", "™", "…", "“x”", "*", "_", "[x]", "<b>", "&amp;",
    "&copy;", "#", "\\", "|", "~~", "`", "1986.", "$x^2$", "a\u00a0b", "ﬁ", "e\u0301", "Å",
    "𝔘", "ꙮ",
]
# fmt: on


def corpus():
    """Yield (language, headline, document in the form of clipboards.py), the same at each run."""
    languages = list(WORDS)
    for number in range(TEXTS):
        draw = Random(number)  # noqa: S311 - the same texts each time
        language = languages[number % len(languages)]
        yield language, f"{some(draw, language)} corpus{number}", document(draw, language)


def some(draw, language, signs=1):
    words = [draw.choice(WORDS[language]) for _word in range(draw.randint(2, 6))]
    return " ".join([*words, *draw.sample(SIGNS, signs), draw.choice(WORDS[language])])


def runs(draw, language, with_note=False):
    """Return runs, each between letters and spaces, where every mark of Markdown can stand."""
    made = []
    for _run in range(draw.randint(1, 4)):
        marks = frozenset(draw.sample("bisc", draw.choice([0, 0, 1, 2])))
        address = draw.choice(["", "", "", "https://example.org/a"])
        note = runs(draw, language) if with_note and draw.random() < 0.3 else None
        made.append((f"x{some(draw, language)}x ", marks, address, note))
    return made


def document(draw, language):
    parts = [("p", runs(draw, language, with_note=True))]
    items = [(runs(draw, language), None) for _item in range(draw.randint(1, 3))]
    nested = [(runs(draw, language), ("ul", 1, items))]
    rows = [[runs(draw, language) for _cell in range(2)] for _row in range(2)]
    kinds = [("h", 2, runs(draw, language)), ("list", "ol", draw.randint(1, 9), items), ("table", rows),
             ("list", "ul", 1, nested), ("p", runs(draw, language, with_note=True))]  # fmt: skip
    return [*parts, *draw.sample(kinds, 3)]


def letters(text):
    return "".join(text.split())


def seen(page):
    """Return the letters of some HTML, without the numbers of notes and the ways back."""
    unsaid = r"<sup class=.note.*?</sup>|<a [^>]*doc-backlink.*?</a>|<(style|script)\b.*?</\1>"
    page = re.sub(unsaid, "", page, flags=re.S)
    return letters(html.unescape(re.sub(r"<[^>]+>", "", page)))


def said(written):
    """Return the letters of a document, those of its notes last."""
    return "".join(
        letter for _kind, found in clipboards.said(written) for letter, *_rest in found if len(letter) == 1
    )


class Trip:
    """The texts' way through the doors and exits, and what was counted on it."""

    def __init__(self, client, chief, browser):
        self.client, self.chief = client, chief
        self.colleague = User.objects.create_superuser("colleague")
        User.objects.filter(pk=chief.pk).update(email="chief@example.org")
        Preference.objects.update_or_create(user=chief, defaults={"wants_mail": True})
        self.tab = browser.new_page()
        self.tab.route("**/*", self.answer)
        self.section = Section.objects.get_or_create(slug="world", defaults={"name": "World"})[0]
        self.counts, self.differences = Counter(), []

    def same(self, exit_, what, got, wanted):
        self.counts[exit_] += 1
        if got != wanted:
            self.differences.append(f"{exit_}, {what}: {wanted[:200]!r} became {got[:200]!r}")

    # Doors

    def paste(self, number, language, written):
        """Send a document through the clipboard of a program and the desk's paste address."""
        program = clipboards.PROGRAMS[number % len(clipboards.PROGRAMS)]
        pasted = clipboards.clipboard(program, written).encode()
        answer = self.client.post(reverse("paste"), pasted, "text/html")
        markdown = answer.json()["markdown"]
        found = "".join(x for _kind, many in clipboards.read(markdown) for x, *_rest in many if len(x) == 1)
        self.same("paste", f"{number} ({language}, {type(program).__name__})", found, said(written))
        return markdown

    def take(self, number, language, headline, body):
        """Store a text by the form, or by the act that a program calls."""
        fields = {"headline": headline, "standfirst": headline, "body": body, "language": language,
                  "section": self.section.pk, "slug": f"corpus-{number}"}  # fmt: skip
        if number % 2:
            article = Article(**{**fields, "section": self.section})
            desk.save(article, by=self.chief)
        else:
            self.client.post(reverse("admin:articles_article_add"), typed(**fields))
            article = Article.objects.get(slug=fields["slug"])
        article.refresh_from_db()
        for field in ("headline", "standfirst", "body"):
            self.same("stored", f"{number} {field}", getattr(article, field), fields[field])
        return article

    # Exits

    def leave(self, number, headline, written, article):
        edition, wanted = article.editions.get(), said(written)
        path = edition.get_absolute_url()
        page, (title, content) = self.client.get(path).text, self.feed()
        for exit_, shown in (("page", seen(page)), ("feed", seen(content))):
            self.same(exit_, f"{number} body", wanted if wanted in shown else shown, wanted)
        shown = seen(re.search("<h1.*?</h1>", page, re.S)[0])
        self.same("page", f"{number} headline", shown, letters(headline))
        self.same("feed", f"{number} headline", title, headline)
        told = self.client.get(f"/api/v1{path}").json()
        exported = json.dumps(self.client.get(f"{path}history.json").json(), ensure_ascii=False)
        for field in ("headline", "standfirst", "body"):
            value = getattr(article, field)
            self.same("API", f"{number} {field}", told[field], value)
            self.same("edition", f"{number} {field}", getattr(edition, field), value)
            is_there = json.dumps(value, ensure_ascii=False) in exported
            self.same("export", f"{number} {field}", value if is_there else "", value)
        self.search(number, headline, edition)
        card = letters(social_cards.legible(headline))
        composed = unicodedata.normalize("NFC", headline).translate(social_cards.INSTEAD)
        plain = "".join(x if x in card else unicodedata.normalize("NFKC", x) for x in composed)
        wanted = letters("".join(x for x in plain if x in card))
        self.same("card", f"{number}", card, wanted if card else "")

    def feed(self):
        """Return headline and HTML of the feed's newest entry."""
        entry = ElementTree.fromstring(self.client.get("/feeds/latest.atom").content)  # noqa: S314 - our own
        entry = entry.find(f"{ATOM}entry")
        return entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}content")

    def search(self, number, headline, edition):
        for typed_in in (headline, f"corpus{number}", " ".join(headline.split()[:2] + [f"corpus{number}"])):
            _query, found = search.find(typed_in.replace("-", " ").replace("−", " "), clock.now())
            hits = [each.pk for each in found.editions]
            self.same("search", f"{number} {typed_in}", str(hits[:1]), str([edition.pk]))

    def mail(self, number, headline, article):
        """Compare a note on a story with the mail that its writer gets of it, as a mailbox holds it."""
        desk.note(article, by=self.colleague, text=article.body)
        sent = message_from_bytes(mail.outbox.pop().message().as_bytes(), policy=policy.default)
        # The encoder folds a long subject behind its name; a mailbox shows no blank there.
        self.same(
            "mail", f"{number} headline", sent["Subject"].strip(), f"Note: {' '.join(headline.split())}"
        )
        said = sent.get_content().replace("\r\n", "\n")
        note = article.body.strip()
        self.same("mail", f"{number} note", note if note in said else said, note)

    def paper(self, number, language, headline, written, article):
        """Compare a story with its PDF, and with its page as a browser prints it."""
        texts = [headline, headline, *on_paper.runs(written)]
        pdf = self.client.get(reverse("admin:articles_article_pdf", args=[article.pk])).content
        lost = on_paper.lost_of_pdf(texts, on_paper.read(pdf))
        self.same("PDF", f"{number} ({language})", "", lost)
        path = f"/articles/{article.slug}/"
        self.pages = {path: self.client.get(path).content}
        self.tab.goto(SITE + path)
        lost = on_paper.lost_of_print(language, texts, on_paper.read(self.tab.pdf()))
        self.same("print", f"{number} ({language})", "", lost)

    def answer(self, route):
        """Hand the browser the page, and static files: a query from here would open another connection."""
        path = route.request.url.removeprefix(SITE)
        if file := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            return route.fulfill(path=file)
        if path not in self.pages:
            return route.fulfill(status=404)
        return route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8")

    def take_out(self, folder):
        """Compare what stands in the open forms of a folder, and what comes of it when it is brought in."""
        wanted = {edition.slug: edition for edition in Edition.objects.all()}
        call_command("take_out", folder, stdout=StringIO(), stderr=StringIO())
        for slug, edition in wanted.items():
            told = json.loads((folder / f"editions/{slug}.json").read_text("utf-8"))["editions"][-1]
            _none, head, body = (folder / f"stories/{slug}.md").read_text("utf-8").split("---\n", 2)
            head = yaml.safe_load(head)
            for field, in_head in (("headline", "title"), ("standfirst", "description")):
                value = getattr(edition, field)
                self.same("take-out", f"{slug} {field}", (told[field], head[in_head]), (value, value))
            bodies = (told["body"], body.strip("\n"))
            self.same("take-out", f"{slug} body", bodies, (edition.body, edition.body.strip("\n")))

    def bring(self, folder, wanted):
        """Compare what a new newsroom makes of a folder that was taken out."""
        call_command(
            "bring", folder / "stories", media=folder, origin="old", stdout=StringIO(), stderr=StringIO()
        )
        there = {edition.slug: edition for edition in Edition.objects.all()}
        for slug, edition in wanted.items():
            for field in ("headline", "standfirst", "body"):
                got = getattr(there[slug], field) if slug in there else ""
                self.same(
                    "brought in", f"{slug} {field}", got.strip("\n"), getattr(edition, field).strip("\n")
                )

    def snapshot(self):
        """Return {address: what it answers} of every story, and of the lists."""
        slugs = Edition.objects.order_by("slug").values_list("slug", flat=True).distinct()
        paths = [path for slug in slugs for path in (f"/articles/{slug}/", f"/api/v1/articles/{slug}/")]
        paths += [f"/articles/{slug}/history.json" for slug in slugs]
        paths += ["/", "/feeds/latest.atom", "/feeds/latest.json", "/archive/", "/search/?q=corpus7"]
        return {path: self.client.get(path).content for path in paths}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_what_goes_in_by_any_door_comes_out_of_every_other(client, chief_editor, browser, tmp_path):
    client.force_login(chief_editor)
    trip = Trip(client, chief_editor, browser)
    for number, (language, headline, written) in enumerate(corpus()):
        body = trip.paste(number, language, written)
        article = trip.take(number, language, headline, body)
        desk.publish(article, by=chief_editor, despite="It tries letters.")
        trip.leave(number, headline, written, article)
        trip.mail(number, headline, article)
        if number < len(WORDS):  # the first of each language: a sheet takes a second
            trip.paper(number, language, headline, written, article)
    client.logout()
    before = trip.snapshot()

    dump = tmp_path / "dump.json"
    left = [part for each in ("contenttypes", "auth.permission", "sessions") for part in ("-e", each)]
    call_command("dumpdata", "--natural-foreign", "--natural-primary", *left, output=dump, stdout=StringIO())
    call_command("flush", interactive=False, verbosity=0)
    call_command("loaddata", str(dump), verbosity=0)

    after = trip.snapshot()
    for path, content in before.items():
        trip.same("dump and load", path, after[path].decode(), content.decode())
    wanted = {edition.slug: edition for edition in Edition.objects.all()}
    trip.take_out(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    trip.bring(tmp_path / "out", wanted)
    if where := os.environ.get("COUNTS"):
        Path(where).write_text(json.dumps(trip.counts))
    assert trip.differences == [], "\n".join(trip.differences[:20])
