"""An archive is handed over at the desk: looked at, mapped, brought part by part, reported and taken back."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from articles.models import Act, Article, Publication, clock
from exchange import handing_over, import_job, uploads
from exchange.models import Arrival, Import
from tests.cast import make_user
from tests.pictures import files

from . import wxr
from .wxr import FERRIES, POLITICS, picture, post

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:exchange_import_changelist", "admin:exchange_import_add"


def upload(client, *items, name="old.xml", data=None, **more):
    """Hand an archive over; return the answer."""
    data = wxr.export(*items).encode() if data is None else data
    return client.post(reverse(ADD), {"archive": SimpleUploadedFile(name, data), **more})


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def address(name, row=None):
    return reverse(f"admin:exchange_import_{name}", args=[(row or Import.objects.latest("pk")).pk])


def said(answer):
    return answer.content.decode()


def bring(client):
    """Press the buttons until it has ended; return how many times."""
    for presses in range(1, 100):
        client.post(address("bring"), as_shown(client))
        if Import.objects.latest("pk").ended_at:
            return presses
    raise AssertionError("it never ends")


def as_shown(client):
    """Return what the page's own form sends."""
    found = re.search(r'name="seen" value="(\w+)"', said(client.get(address("change"))))
    return {"seen": found[1]} if found else {}


THREE = [post(number, categories=[POLITICS], tags=[FERRIES]) for number in (1, 2, 3)]


def test_an_upload_is_looked_at_and_nothing_is_written(desk_client):
    answer = upload(desk_client, *THREE, post(4, status="trash"))

    page = said(desk_client.get(answer.url))
    assert "Looked at. Nothing is brought yet." in page
    assert "published stories" in page
    assert "posts, in the trash" in page
    assert "category:politics" in page
    assert not Article.objects.exists()


def test_what_was_looked_at_is_brought_and_reported(desk_client, arrived, chief_editor):
    upload(desk_client, *THREE)

    assert bring(desk_client) == 1

    row = Import.objects.get()
    assert [arrived(f"post:{number}").slug for number in (1, 2, 3)] == ["story-1", "story-2", "story-3"]
    assert row.report["counts"]["stories brought"] == 3
    assert row.by == chief_editor
    assert "stories brought" in said(desk_client.get(address("change")))
    assert desk_client.get("/articles/story-1/").status_code == 200


def test_the_files_are_private_and_go_when_all_is_brought(desk_client, settings):
    upload(desk_client, *THREE)
    folder = Path(settings.IMPORTS_ROOT) / Import.objects.get().upload
    assert folder.stat().st_mode & 0o077 == 0

    bring(desk_client)

    assert not folder.exists()


def test_a_part_ends_after_its_time_and_the_next_goes_on(desk_client, monkeypatch):
    monkeypatch.setattr(handing_over, "SECONDS", 1e-9)
    monkeypatch.setattr(import_job, "BATCH_OF_A_REQUEST", 2)
    upload(desk_client, *(post(number) for number in range(1, 8)))

    answer = desk_client.post(address("bring"), as_shown(desk_client))

    assert Article.objects.count() == 2
    page = said(desk_client.get(answer.url))
    assert "2 of 7 stories and pages are brought" in page
    assert "data-runs" in page
    assert "data-runs" not in said(desk_client.get(address("change")))  # a look alone starts nothing
    assert bring(desk_client) == 3
    row = Import.objects.get()
    assert (row.report["counts"]["stories brought"], row.report["counts"].get("unchanged", 0)) == (7, 0)
    assert Arrival.objects.filter(brought_by=row, article__isnull=False).count() == 7


def test_a_part_that_was_killed_is_done_again(desk_client, monkeypatch):
    monkeypatch.setattr(handing_over, "SECONDS", 1e-9)
    monkeypatch.setattr(import_job, "BATCH_OF_A_REQUEST", 2)
    upload(desk_client, *(post(number) for number in range(1, 8)))
    desk_client.post(address("bring"), as_shown(desk_client))

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(import_job.ImportJob, "_store", killed)
        with pytest.raises(KeyboardInterrupt):
            desk_client.post(address("bring"), as_shown(desk_client))

    bring(desk_client)
    assert Article.objects.count() == 7
    assert Import.objects.get().report["counts"]["stories brought"] == 7


def test_what_is_refused_in_each_part_does_not_hold_up_the_rest(desk_client, archive, arrived, monkeypatch):
    archive.bring(*THREE)
    for number in (1, 2, 3):
        Article.objects.filter(pk=arrived(f"post:{number}").pk).update(version=5)  # worked on here
    monkeypatch.setattr(handing_over, "SECONDS", 1e-9)
    monkeypatch.setattr(import_job, "BATCH_OF_A_REQUEST", 1)
    upload(desk_client, *(post(n, "Changed") for n in (1, 2, 3)), post(4))

    assert bring(desk_client) == 4

    row = Import.objects.latest("pk")
    assert row.report["counts"]["changed in both places"] == 3
    assert row.report["counts"]["stories brought"] == 1


def test_the_mapping_is_edited_and_given_back(desk_client, arrived):
    upload(desk_client, *THREE)
    text = said(desk_client.get(address("mapping_file")))
    changed = text.replace('"category:politics" = "section"', '"category:politics" = "type: opinion"')

    file = SimpleUploadedFile("mapping.toml", changed.encode())
    answer = desk_client.post(address("mapping"), {"file": file, "text": text})

    assert answer.status_code == 302
    bring(desk_client)
    assert arrived("post:1").type_of_work == "opinion"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        '[states]\npublish = "gone"',
        "\x00",
        "a=" + "[" * 5000,
        f"a{'.a' * 20_000}=1",
        "[a" + ' . "a"' * 99 + "]",
    ],
    ids=["no table", "no state", "NUL", "deep", "a key of many parts", "a table of many parts"],
)
def test_a_wrong_mapping_is_named_and_the_one_before_stays(desk_client, text):
    upload(desk_client, *THREE)
    before = said(desk_client.get(address("mapping_file")))

    answer = desk_client.post(address("mapping"), {"text": text})

    assert answer.status_code == 400
    assert "errorlist" in said(answer)
    assert str(uploads.Upload(Import.objects.get()).folder) not in said(answer)
    assert said(desk_client.get(address("mapping_file"))) == before


def test_a_mapping_that_brings_too_much_changes_nothing(desk_client, chief_editor, client, monkeypatch):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    upload(desk_client, *THREE)
    before = said(desk_client.get(address("mapping_file")))
    monkeypatch.setattr(handing_over, "MOST_STORIES", 2)
    client.force_login(make_user("second", "Chief editor"))

    answer = client.post(address("mapping"), {"text": '[states]\npublish = "draft"'})

    assert "too much for the desk" in said(answer)
    assert said(client.get(address("mapping_file"))) == before
    assert Import.objects.get().by == chief_editor
    assert not Act.objects.filter(verb="change_row", subject__startswith="import:").exists()


def test_a_mapping_whose_look_was_killed_is_not_taken(desk_client, monkeypatch):
    upload(desk_client, *THREE)
    before = said(desk_client.get(address("mapping_file")))

    def killed(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(import_job.ImportJob, "preview", killed)
        with pytest.raises(KeyboardInterrupt):
            desk_client.post(address("mapping"), {"text": ""})

    assert said(desk_client.get(address("mapping_file"))) == before


def test_a_zip_of_many_files_is_unpacked_and_its_pictures_are_found(desk_client, arrived):
    packed = zipped(**{
        "site/posts/rain.md": "---\ntitle: Rain\ndate: 2020-01-02\nimage: /img/a.jpg\n---\nIt rained.",
        "site/img/a.jpg": files.jpeg(), "__MACOSX/x": b"x", "site/.DS_Store": b"x",
    })  # fmt: skip

    upload(desk_client, name="site.zip", data=packed)
    bring(desk_client)

    story = Article.objects.get()
    assert (story.headline, story.lead_image is not None) == ("Rain", True)


def test_a_zip_of_a_site_with_other_json_is_unpacked(desk_client):
    page = b"---\ntitle: Boats\ndate: 2020-01-02\n---\nText"
    upload(desk_client, name="site.zip", data=zipped(**{"package.json": b"{}", "content/boats.md": page}))
    bring(desk_client)

    assert [story.headline for story in Article.objects.all()] == ["Boats"]


def test_pictures_come_in_a_zip_beside_the_export(desk_client, arrived):
    pictures = SimpleUploadedFile("uploads.zip", zipped(**{"uploads/2019/05/a.jpg": files.jpeg()}))
    items = [post(1, meta=[("_thumbnail_id", "90")]), picture(90, "2019/05/a.jpg")]

    upload(desk_client, *items, pictures=pictures)
    bring(desk_client)

    assert arrived("post:1").lead_image is not None


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.zip", zipped(**{"../../evil.md": b"x"}), "an impossible name"),
        ("a.zip", zipped(**{"/etc/evil.md": b"x"}), "an impossible name"),
        ("a.zip", zipped(**{"a.md": b"x" * 3000}), "Unpacked, the zip is larger"),
        ("a.zip", zipped(**{"a.exe": b"x"}), "is of no form that is known"),
        ("a.zip", zipped(**{"a.exe": b"x", "b.exe": b"x"}), "There is nothing to bring"),
        ("a.exe", b"MZ", "is of no form that is known"),
        ("old.xml", wxr.export(*(post(n) for n in range(4))).encode(), "which is too much for the desk"),
    ],
)
def test_a_bad_upload_is_refused_in_words_and_nothing_of_it_stays(
    desk_client, settings, monkeypatch, name, data, sentence
):
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 2000)
    monkeypatch.setattr(handing_over, "MOST_STORIES", 3)

    answer = upload(desk_client, name=name, data=data)

    assert answer.status_code == 400
    assert sentence in said(answer)
    assert str(settings.IMPORTS_ROOT) not in said(answer)
    assert not list(Path(settings.IMPORTS_ROOT).iterdir())
    assert not Import.objects.exists()


def test_a_folder_that_can_not_be_written_is_said(desk_client, settings, tmp_path):
    settings.IMPORTS_ROOT = tmp_path / "file" / "imports"
    (tmp_path / "file").touch()

    answer = upload(desk_client, *THREE)

    assert answer.status_code == 400
    assert "The archive can’t be stored: Not a directory." in said(answer)


def test_no_file_at_all_is_said(desk_client):
    assert desk_client.post(reverse(ADD), {}).status_code == 400


def test_a_name_of_a_path_stays_in_the_folder(desk_client, settings):
    upload(desk_client, *THREE, name="../../../tmp/évil\n.xml")

    (archive,) = (uploads.Upload(Import.objects.get()).folder / "archive").iterdir()
    assert archive.name == "évil.xml"


def test_two_imports_at_the_same_time_are_refused(desk_client):
    upload(desk_client, *THREE)

    with import_job.only_import():
        answer = desk_client.post(address("bring"), as_shown(desk_client), follow=True)

    assert "Another import is at work" in said(answer)
    assert not Article.objects.exists()


def test_with_four_eyes_a_colleague_begins_what_one_prepared(desk_client, client):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    upload(desk_client, *THREE)

    answer = desk_client.post(address("bring"), as_shown(desk_client), follow=True)
    assert "A colleague has to begin it" in said(answer)
    assert not Article.objects.exists()

    client.force_login(make_user("second", "Chief editor"))
    bring(client)
    assert Article.objects.count() == 3


def test_with_four_eyes_who_handed_over_begins_nothing_of_which_a_colleague_changed_the_mapping(
    desk_client, client
):
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    upload(desk_client, *THREE)
    client.logout()
    client.force_login(make_user("second", "Chief editor"))
    client.post(address("mapping"), {"text": ""})
    assert Import.objects.get().by.username == "second"

    for name in ("chief", "second"):
        client.force_login(get_user_model().objects.get(username=name))
        answer = client.post(address("bring"), as_shown(client), follow=True)
        assert "A colleague has to begin it" in said(answer)
    assert not Article.objects.exists()

    client.force_login(make_user("third", "Chief editor"))
    bring(client)
    assert Article.objects.count() == 3


@pytest.mark.parametrize("who", ["reporter", "editor"])
def test_it_is_for_chief_editors(client, request, desk_client, who):
    upload(desk_client, *THREE)
    client.force_login(request.getfixturevalue(who))

    pages = [reverse(LIST), reverse(ADD), *(address(name) for name in ("change", "mapping_file", "report"))]
    posts = [reverse(ADD), *(address(name) for name in ("mapping", "bring", "drop", "take_back"))]

    missing = [
        reverse(f"admin:exchange_import_{name}", args=[99]) for name in ("change", "report", "take_back")
    ]
    assert {client.get(page).status_code for page in (*pages, *missing)} == {403}
    assert {client.post(page).status_code for page in posts} == {403}
    assert Import.objects.exists()


def test_what_is_done_stands_in_the_log(desk_client, chief_editor):
    upload(desk_client, *THREE)
    desk_client.post(address("mapping"), {"text": ""})
    bring(desk_client)
    desk_client.post(address("take_back"))

    acts = Act.objects.filter(subject__startswith="import:").order_by("pk")
    verbs = ["add_row", "change_row", "begin_import", "import", "take back"]
    assert [(act.verb, act.by) for act in acts] == [(verb, chief_editor) for verb in verbs]
    page = said(desk_client.get(reverse("admin:articles_act_changelist")))
    assert "Import taken back" in page
    assert "old.example.org" in page


def test_housekeeping_removes_what_nobody_brought(desk_client, settings):
    upload(desk_client, *THREE)
    Import.objects.update(uploaded_at=clock.now() - uploads.KEPT - timedelta(days=1))

    call_command("housekeeping")

    assert [path.name for path in Path(settings.IMPORTS_ROOT).iterdir()] == []
    assert "not on this server any more" in said(desk_client.get(address("change")))
    answer = desk_client.post(address("bring"), as_shown(desk_client), follow=True)
    assert "Upload the archive again" in said(answer)


def test_an_import_of_the_command_has_a_page_too(desk_client, archive):
    archive.bring(*THREE)

    assert "stories brought" in said(desk_client.get(address("change")))
    assert said(desk_client.get(address("mapping_file"))).startswith("{")
    assert "old.example.org" in said(desk_client.get(reverse(LIST)))
