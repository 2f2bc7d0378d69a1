"""What anyone at the desk can send: no value of a field of a form, and no lack of one, is our error."""

import random
import time
from contextlib import suppress
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote_plus

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from articles import desk
from articles.admin.act_forms import ACT_FORMS
from articles.admin.forms import Heading
from articles.models import Article, Person, Proposal, Publication, Snippet, Topic, clock
from exchange.models import Feed, Import, WireCopy

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:DateTimeField:RuntimeWarning")]

LONE = b"\xed\xa0\x80"  # half of a pair of UTF-16, as UTF-8 never holds it
VALUES = [
    *("", "x", "0", "-1", "1e9", "1000000000", "9" * 18, "9" * 30, "9" * 5000, "nan", "\0", "²", "é" * 5000),
    *(
        "null",
        "[1]",
        '{"a": [1]}',
        '"\\ud800"',
        '{"a": "\\ud800"}',
        "&#xD800;",
        LONE,
        b"\xff",
        "1,2",
        "a:b:c",
    ),
    *("0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59", "0000-00-00", "24:00", "-9:99"),
    *("2026-02-30 10:00", "+99999999h", "http://[", "https://x\0", "javascript:alert(1)", "[@x](http://[)"),
    *("![](image:0)", "\r\n", "<script>", "%s%(x)s{}", ["1", "2"], ["x", "\0"], None),
]  # None: the field is not sent
# What those read of a form that no page shows without its script, or for which a page is too dear.
BARE = {
    "keep_new_story": "tab took base headline body beside left drop",
    "keep_story": "tab took base headline body beside left drop",
    "paste": "html text",
    "new_source": "name kind",
    "moment": "text at",
    "markdownx-preview": "content article",
    "markdownx-upload": "image alt",
    "saved_views": "name query forget delete",
    "my_desk_choose": "mail wants_mail",
    "home_desk": "put clear slot story at until section",
    "home_preview": "put clear slot story at until section",
    "front_desk": "put clear slot story at until section",
    "admin:articles_article_add_checks": "headline body bylines-TOTAL_FORMS citations-TOTAL_FORMS passage",
    "admin:articles_article_checks": "headline body bylines-TOTAL_FORMS citations-TOTAL_FORMS passage",
    "admin:articles_article_notes": "text passage instead near to resolve delete_note shown _here",
    "admin:articles_article_links": "until revoke _share name",
    "admin:articles_article_bulk": "verb keys reason note despite label assignee",
    "proposal": "_confirm _decline _anew why",
    "admin:exchange_import_mapping": "text file",
    "admin:exchange_import_bring": "seen",
    "admin:exchange_import_drop": "seen",
    "admin:exchange_import_take_back": "seen",
    "admin:exchange_wirecopy_use": "section version",
}
LISTS = ["action", "_selected_action", "select_across", "_save", "form-TOTAL_FORMS", "form-INITIAL_FORMS"]
OFTEN = ("admin:articles_article_add", "admin:articles_article_change")


class Forms(HTMLParser):
    """The fields of a page's forms, with what they hold: [(method, {name: [values]})]."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.name, self.text = [], None, ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "form":
            self.forms.append(((said.get("method") or "get").lower(), {}))
        if not (self.forms and said.get("name")):
            if tag == "option" and "selected" in said and self.name:
                self.forms[-1][1][self.name].append(said.get("value") or "")
            return
        name, fields = said["name"], self.forms[-1][1]
        if tag == "button" or (tag == "input" and said.get("type") != "file"):
            is_off = said.get("type") in ("checkbox", "radio") and "checked" not in said
            fields.setdefault(name, []).extend([] if is_off else [said.get("value") or ""])
        elif tag in ("select", "textarea"):
            fields.setdefault(name, [])
            self.name, self.text = name, ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.name:
            self.forms[-1][1][self.name].append(self.text)
        if tag in ("textarea", "select"):
            self.name = None


@pytest.fixture
def room(publish, make_article, make_source, section, editor, reporter, chief_editor):
    """One row of most kinds, and a story in each state."""
    Publication.objects.create(name="The Paper")
    source, now = make_source("Ministry"), clock.now()
    Person.objects.create(name="Anna")
    Topic.objects.create(name="Water")
    Snippet.objects.create(name="Help", body="Call 112.")
    feed = Feed.objects.create(name="Agency", source=source, address="https://feeds.example.org/")
    WireCopy.objects.create(
        feed=feed,
        key="1",
        headline="Flood",
        body="Wet.",
        sent_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=9),
    )
    Import.objects.create(origin="old.example.org", form="wxr", uploaded_at=now, by=editor)
    live = publish(headline="Live", body="So. Call 112.", created_by=reporter)
    waiting = make_article("Waiting", created_by=reporter, sources=[source], body="So.")
    desk.submit(waiting, by=reporter)
    desk.note(live, by=editor, text="Why?", passage="So")
    desk.share(live, by=editor, until=now + timedelta(days=3))
    gone = publish(headline="Gone")
    desk.withdraw(gone, by=editor, note="Wrong.")
    planned = publish(headline="Planned", at=now + timedelta(days=3))
    make_article("Draft", created_by=reporter)
    flagged = make_article("Flagged")
    desk.flag(flagged, by=editor, reason="Libel?")
    desk.place(live, by=editor, slot=0)
    said = {"kind": "correction", "note": "New.", "changes": {"body": "Not so."}}
    desk.propose("correct", live, by=chief_editor, **said)
    return [live, waiting, gone, planned, flagged]


@pytest.fixture
def addresses(room):
    """Return [(name, address)] of what takes a form: of stories, of lists, of each kind of row."""
    live = room[0]
    args = {name: [()] for name in BARE}
    for name in ("keep_story", *(name for name in BARE if name.startswith("admin:articles_article_"))):
        args[name] = [(live.pk,), (room[3].pk,)]
    for name in BARE:
        if name.startswith("admin:exchange_"):
            args[name] = [((Import if "import" in name else WireCopy).objects.get().pk,)]
    args["admin:articles_article_bulk"] = args["admin:articles_article_add_checks"] = [()]
    args |= {"proposal": [(Proposal.objects.get().pk,)], "front_desk": [(live.section.slug,)]}
    args |= {f"admin:articles_article_{verb}": [(story.pk,) for story in room[:2]] for verb in ACT_FORMS}
    args["admin:articles_snippet_renew"] = [(Snippet.objects.get().pk,)]
    for model in admin.site._registry:
        of_model = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        rows = model._base_manager.order_by("pk").values_list("pk", flat=True)[: 2 if model is Article else 1]
        args |= {f"{of_model}_add": [()], f"{of_model}_changelist": [()]}
        args |= {
            f"{of_model}_{page}": [(row,) for row in rows] for page in ("change", "delete", "merge", "words")
        }
    found = []
    for name, ways in args.items():
        for each in ways:
            with suppress(NoReverseMatch):
                found.append((name, reverse(name, args=each)))
    return found


@pytest.fixture
def sent(room, at_desk, editor, reporter):
    """Send as one of them; return the answer, an error as one too. Nothing that is sent stays."""

    def sign_in(role):
        client = at_desk({"editor": editor, "reporter": reporter}[role])
        client.raise_request_exception = False

        def send(method, address, *fields, **more):
            with transaction.atomic():  # PostgreSQL ends a transaction with its first error
                answer = getattr(client, method)(address, *fields, **more)
                transaction.set_rollback(True)
            return answer

        return send

    return sign_in


def encoded(fields):
    """Return a form as its bytes are sent: one value, several, or none of each field."""
    pairs = ((name, value) for name, values in fields.items() for value in _values(values))
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)


def _values(values):
    if values is None:
        return []
    return values if isinstance(values, list) else [values]


def forms(name, address, send):
    """Return the forms of a page as a browser would send them, with those that its scripts send."""
    if name in BARE:
        return [dict.fromkeys(BARE[name].split(), "1")]
    answer = send("get", address)
    page = answer.content.decode() if "html" in answer.get("Content-Type", "") else ""
    found = [
        fields for method, fields in Forms(page).forms if method == "post" and "csrfmiddlewaretoken" in fields
    ]
    if name.endswith("_changelist"):
        found.append(dict.fromkeys(LISTS, "1"))
    return [each for each in found if len(each) > 1] or [{"_do": "1", "version": "1", "seen": ""}]


def odd(name, kept, chance):
    """Yield odd forms made of one: a field with an odd value, all of them, and what is not counted right."""
    names = [field for field in kept if field != "csrfmiddlewaretoken"]
    for field in chance.sample(names, min(len(names), 8 if name in OFTEN else 1)):
        yield {**kept, field: chance.choice(VALUES)}
    yield {field: chance.choice(VALUES) for field in names}
    if counts := [field for field in names if field.endswith("_FORMS")]:
        yield chance.choice(
            (
                {field: value for field, value in kept.items() if field not in counts},
                {**kept, **dict.fromkeys(counts, "1000000000")},
                {**kept, **dict.fromkeys(counts, "3")},
            )
        )


@pytest.mark.parametrize("role", ["editor", "reporter"])
def test_no_form_that_is_sent_is_an_error(role, addresses, sent):
    send, chance, failed, count = sent(role), random.Random(role), [], 0  # noqa: S311  the same in each run
    for name, address in addresses:
        for kept in forms(name, address, send):
            for fields in odd(name, kept, chance):
                kind = "application/x-www-form-urlencoded"
                answer = send("post", address, encoded(fields), content_type=kind)
                count += 1
                if answer.status_code >= 500:
                    failed.append((name, address, repr(fields)[:600], repr(answer.exc_info[1])[:300]))

    assert not failed
    assert count > 100


FILES = [
    b"",
    b"\0",
    b"PK\x03\x04" + b"\0" * 40,
    b"<rss" + LONE,
    b"a,b\n\0,1\n",
    b'{"db": [9]}',
    b"\xff\xfe\0",
]


NAMES = {end: f"a.{end}" for end in ("xml", "zip", "json", "csv", "docx")} | {
    "long": "é" * 90 + ".md",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_file_that_is_handed_over_is_an_error(name, sent, settings, tmp_path, admin_user, at_desk):
    settings.IMPORTS_ROOT = tmp_path
    send = sent("editor")
    at_desk(admin_user)  # who may bring archives
    for content in FILES:
        files = {field: SimpleUploadedFile(name, content) for field in ("archive", "pictures")}
        for given in (files, {**files, "pictures": ""}, {"archive": "x"}):
            answer = send("post", reverse("admin:exchange_import_add"), given)
            assert answer.status_code < 500, (name, content, given, answer.exc_info)


@pytest.mark.parametrize("filling", [" ", "\n", "\r", " \n", "\u2003"])
def test_a_headline_of_blanks_is_read_in_seconds(filling, limit):
    """Each blank was tried as the start of a break: 50,000 took half a minute, and a form holds millions."""
    start = time.process_time()

    assert Heading().to_python(f"A{filling * 500_000}B").startswith("A")

    assert time.process_time() - start < limit


def test_a_break_in_a_headline_is_one_blank():
    assert Heading().to_python(" One \r\n\n two\nthree ") == "One two three"
