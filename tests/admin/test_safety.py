"""Who may do what in the admin, and what its pages never hold."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from articles import desk
from articles.models import Act, Autosave, Edition, Publication, Source, clock
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


def admin_pages(article, user):
    named = [f"admin:{m._meta.app_label}_{m._meta.model_name}_" for m in admin.site._registry
             if m._meta.app_label in ("articles", "auth")]  # fmt: skip
    own = [
        "change",
        "history",
        "preview",
        *(verb for verb in desk.allowed_acts(article, user) if verb != "save"),
    ]
    return [
        reverse("admin:index"),
        reverse("admin:articles_article_add"),
        reverse("admin:articles_article_plans"),
        *(reverse(f"{name}changelist") for name in named),
        *(reverse(f"admin:articles_article_{name}", args=[article.pk]) for name in own),
    ]


def test_every_page_of_the_desk_keeps_the_strict_policy(at_desk, chief_editor, publish, settings):
    article, client = publish(), at_desk(chief_editor)

    for address in admin_pages(article, chief_editor):
        response = client.get(address)
        # The policy names this script of readers' pages by its hash.
        page = response.content.decode().replace(f"<script>{settings.PAGE_SCRIPT}</script>", "", 1)

        assert response.status_code == 200, address
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", page), address
        assert not re.search(r"<style|\sstyle=|\son(click|load|error|change|submit)=", page), address


@pytest.mark.parametrize("noun", ["edition", "act"])
def test_nobody_edits_a_record(noun, at_desk, admin_user, publish):
    publish()
    row = {"edition": Edition, "act": Act}[noun].objects.first()
    client = at_desk(admin_user)

    for way, args in (("add", []), ("delete", [row.pk])):
        assert client.post(reverse(f"admin:articles_{noun}_{way}", args=args)).status_code == 403
    assert client.post(reverse(f"admin:articles_{noun}_change", args=[row.pk]), {}).status_code == 403


def test_an_article_with_a_record_is_never_deleted(at_desk, chief_editor, make_article, publish):
    client = at_desk(chief_editor)

    for article, status in ((publish(), 403), (make_article(), 302)):
        address = reverse("admin:articles_article_delete", args=[article.pk])
        assert client.post(address, {"post": "yes"}).status_code == status


def test_a_chief_editor_makes_no_superuser_and_gives_no_single_permission(at_desk, chief_editor, reporter):
    address = reverse("admin:auth_user_change", args=[reporter.pk])
    sent = {"username": "reporter", "is_active": "on", "is_staff": "on", "is_superuser": "on",
            "user_permissions": [Permission.objects.get(codename="redact_article").pk],
            "groups": [Group.objects.get(name="Editor").pk],
            "date_joined_0": "2026-01-01", "date_joined_1": "00:00"}  # fmt: skip

    assert at_desk(chief_editor).post(address, sent).status_code == 302

    reporter = User.objects.get(pk=reporter.pk)
    assert [group.name for group in reporter.groups.all()] == ["Editor"]
    assert not reporter.is_superuser
    assert not reporter.user_permissions.exists()


def test_a_chief_editor_can_not_take_over_a_superusers_account(at_desk, chief_editor, admin_user):
    client = at_desk(chief_editor)

    for name in ("auth_user_change", "auth_user_password_change"):
        response = client.post(
            reverse(f"admin:{name}", args=[admin_user.pk]), {"password1": "x", "password2": "x"}
        )
        assert response.status_code == 403, name


def test_accounts_are_deactivated_not_deleted(at_desk, admin_user, reporter):
    assert at_desk(admin_user).post(reverse("admin:auth_user_delete", args=[reporter.pk])).status_code == 403


def test_a_confidential_name_is_on_no_page_of_the_desk(at_desk, admin_user, make_source):
    source = make_source("Jane Doe", is_confidential=True, public_description="A clerk of the court")
    client = at_desk(admin_user)

    pages = [client.get(reverse("admin:articles_source_changelist"), {"q": query}) for query in ("", "Jane")]
    pages.append(client.get(reverse("admin:articles_source_change", args=[source.pk])))

    assert "A clerk of the court" in pages[0].content.decode()
    assert pages[1].context["cl"].result_count == 0
    assert "Jane Doe" not in "".join(page.content.decode() for page in pages)


def test_there_is_one_publication_and_it_stays(at_desk, admin_user):
    publication, client = Publication.objects.create(), at_desk(admin_user)

    assert client.get(reverse("admin:articles_publication_add")).status_code == 403
    assert client.post(reverse("admin:articles_publication_delete", args=[publication.pk])).status_code == 403


def test_a_printed_slug_is_fixed(at_desk, admin_user, make_article, make_source, publish):
    source = make_source()
    publish(make_article(sources=[source]))

    form = (
        at_desk(admin_user)
        .get(reverse("admin:articles_source_change", args=[source.pk]))
        .context["adminform"]
    )

    assert "slug" in form.readonly_fields
    assert Source.objects.get().slug == source.slug


def test_the_desk_keeps_the_publications_time(at_desk, editor, publish):
    Publication.objects.create(time_zone="Asia/Tashkent")  # five hours ahead, all year
    at = datetime(2099, 1, 1, 20, tzinfo=UTC)
    article, client = publish(at=at), at_desk(editor)
    client.post(edit(article), typed(article, embargo_until="2098-12-31 06:00"))

    plans = client.get(reverse("admin:articles_article_plans")).content.decode()

    assert "2 January 2099" in plans
    assert ">01:00<" in plans
    article.refresh_from_db()
    assert article.embargo_until == datetime(2098, 12, 31, 1, tzinfo=UTC)


def test_a_number_of_any_length_is_no_key_and_breaks_no_page(at_desk, chief_editor, publish):
    """Python itself reads no number of more than 4,300 digits."""
    article, client, many = publish(), at_desk(chief_editor), "9" * 5000

    def story(page, *args):
        return reverse(f"admin:articles_article_{page}", args=[article.pk, *args])

    first = article.history.last().pk
    move = {"article": article.pk, "part": "embargo", "seen": many, "at": "2030-01-01T10:00"}
    typed_marks = {"citations-0-source": many, "citations-0-mark": "told"}
    answers = [
        client.get(story("history"), {"old": many, "new": many}),
        client.get(reverse("palette"), {"story": many}),
        client.post(story("restore_version", first), {"version": many}, follow=True),
        client.post(reverse("admin:articles_article_plans"), move, follow=True),
        client.post(story("change"), typed(article, body="Mine.", base=many)),
        client.post(story("checks"), {"body": "It rained.", "section": many, **typed_marks}),
        client.post(story("links"), {"revoke": many}),
        client.post(story("notes"), {"resolve": many}),
        client.post(reverse("markdownx-preview") + f"?article={many}", {"content": "It rained. [@told]"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 409, 409, 200, 404, 404, 200]
    article.refresh_from_db()
    assert (article.version, article.embargo_until) == (1, None)


def test_an_account_without_a_group_is_told_of_no_story_and_no_source(
    client, publish, chief_editor, make_source
):
    planned = publish(headline="Quillfeather", at=clock.now() + timedelta(minutes=1))
    Autosave.objects.create(user=chief_editor, article=planned, fields={}, saved_at=clock.now())
    make_source("Quillfeather & Sons")
    client.force_login(User.objects.create_user("nobody", is_staff=True))

    pages = [client.get(reverse("admin:index")), client.get(reverse("offer_sources"), {"q": "quill"})]

    assert [page.status_code for page in pages] == [200, 200]
    assert "Quillfeather" not in "".join(page.text for page in pages)


@pytest.mark.parametrize("lookup", ["headline__regex", "body__iregex", "updated_at__year__regex"])
@pytest.mark.parametrize("view", ["changelist", "bulk"])
def test_no_list_is_filtered_by_a_pattern_that_could_hold_the_server(lookup, view, at_desk, editor):
    """On SQLite this one would go through the texts for longer than anybody waits."""
    address = reverse(f"admin:articles_article_{view}")

    assert at_desk(editor).get(address, {lookup: r"^(\w+\s?)*\x00$"}).status_code == 400


def test_the_paper_leaves_a_pattern_in_an_address_alone(client):
    assert client.get("/", {"headline__regex": "x"}).status_code == 200


HIDDEN = [
    ("mfa_authenticator", "data__secret__startswith"),
    ("mfa_authenticator", "data__seed__startswith"),
    ("articles_act", "salt__startswith"),
    ("articles_act", "name__in"),
    ("articles_edition", "salts__notes__startswith"),
    ("articles_edition", "private__reason__startswith"),
    ("articles_article", "approved_print__startswith"),
    ("articles_source", "confidential_name__startswith"),
    ("articles_source", "former_names__contains"),
    ("exchange_feed", "state__etag__startswith"),
]


@pytest.mark.parametrize(("noun", "lookup"), HIDDEN)
def test_no_list_is_filtered_by_a_column_that_no_page_shows(noun, lookup, at_desk, admin_user):
    answer = at_desk(admin_user).get(reverse(f"admin:{noun}_changelist"), {lookup: "A"})

    assert answer.status_code == 400


@pytest.mark.parametrize("model_admin", admin.site._registry.values(), ids=str)
def test_each_filter_of_a_list_can_be_asked(model_admin, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    names = [each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each)
             for each in model_admin.list_filter]  # fmt: skip

    assert [name for name in names if not model_admin.lookup_allowed(name, "1", request)] == []


def test_who_does_not_see_a_feeds_address_asks_for_none(at_desk, reporter):
    page = reverse("admin:exchange_feed_changelist")

    assert at_desk(reporter).get(page, {"address__contains": "key=4"}).status_code == 400
    assert at_desk(reporter).get(page, {"name__contains": "f"}).status_code == 200


@pytest.mark.parametrize(
    "lookup", ["confidential_name", "confidential_name__gt", "confidential_name__startswith"]
)
def test_no_list_is_filtered_by_a_confidential_name(lookup, at_desk, chief_editor):
    address = reverse("admin:articles_source_changelist")

    assert at_desk(chief_editor).get(address, {lookup: "g"}).status_code == 400


def test_a_second_factor_is_deleted_and_never_typed_or_shown(client, admin_user):
    factor = Authenticator.objects.create(user=admin_user, type="totp", data={"secret": "JBSWY3DP"})
    client.force_login(admin_user)

    assert client.get(reverse("admin:mfa_authenticator_add"), {"created_at": "x"}).status_code == 403
    page = client.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    assert (page.status_code, "JBSWY3DP" in page.text) == (200, False)
    client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.exists()
    act = Act.objects.get(verb="change_row")
    assert (act.subject, act.data["fields"]) == (f"user:{admin_user.username}", ["second factor: totp"])


def test_only_a_superuser_deletes_a_superusers_second_factor(client, admin_user, chief_editor):
    factor = Authenticator.objects.create(user=admin_user, type="totp", data={"secret": "JBSWY3DP"})
    chief_editor.user_permissions.add(*Permission.objects.filter(content_type__app_label="mfa"))
    client.force_login(chief_editor)

    page = reverse("admin:mfa_authenticator_delete", args=[factor.pk])
    assert client.post(page, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
    client.post(reverse("admin:mfa_authenticator_changelist"), chosen)
    assert Authenticator.objects.exists()


def test_no_screen_gives_an_account_another_mail_address_past_the_log(client, admin_user):
    client.force_login(admin_user)

    assert client.get("/admin/account/emailaddress/add/").status_code == 404
