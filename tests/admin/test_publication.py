"""The paper's face at the desk: what is taken, what is refused with a sentence, and how it will look."""

import pytest
from django.urls import reverse
from PIL import Image

from articles.models import Act, Proposal, Publication
from tests.pictures import files
from tests.pictures.conftest import make_picture, make_recording, storage  # noqa: F401

pytestmark = pytest.mark.django_db
CHANGE = reverse("admin:articles_publication_change", args=[1])
PREVIEW = reverse("admin:publication_preview")
FACE = {
    "accent": "#00477a",
    "typeface": "sans",
    "density": "close",
    "footer": "Published by Us.",
    "social_addresses": "https://social.example/@paper",
    "ads_txt": "greenads.example, 12, DIRECT",
}


@pytest.fixture
def desk_client(at_desk, chief_editor):
    Publication.objects.create(name="The Paper")
    return at_desk(chief_editor)


def send(client, address=CHANGE, **values):
    form = client.get(CHANGE).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in sent.items() if value is not False}
    return client.post(address, sent | values)


def test_a_new_newsroom_writes_its_publication_down_for_the_first_time(at_desk, chief_editor):
    client, add = at_desk(chief_editor), reverse("admin:articles_publication_add")
    form = client.get(add).context["adminform"].form
    first = {name: form[name].value() for name in form.fields if form[name].value()}

    response = client.post(add, first | {"name": "Oka"})

    assert response.status_code == 302, errors(response)
    stored = Publication.objects.get()
    assert (stored.name, stored.time_zone) == ("Oka", "UTC")


def test_a_zone_that_is_none_is_shown_and_refused(desk_client):
    """A fixture brings what no form takes; a browser would choose the first zone of the list in its place."""
    Publication.objects.update(time_zone="Europe/Mosow")

    field = desk_client.get(CHANGE).context["adminform"].form["time_zone"]
    response = send(desk_client, tagline="News")

    assert '<option value="Europe/Mosow" selected>' in str(field)
    assert "“Europe/Moscow”" in errors(response)["time_zone"]


def errors(response):
    return {name: " ".join(rows) for name, rows in response.context["adminform"].form.errors.items()}


def test_a_face_is_changed_by_an_act_that_says_what_was_there(desk_client):
    send(desk_client, **FACE)

    row = Publication.objects.values(*FACE).get()
    act = Act.objects.get(verb="describe")
    assert row == act.data["after"] == FACE
    assert act.data["before"]["typeface"] == "serif"


def test_with_four_eyes_a_face_waits_for_a_colleague(desk_client):
    Publication.objects.update(four_eyes=True)

    send(desk_client, **FACE)

    assert Publication.objects.get().footer == ""
    assert Proposal.objects.get().arguments == {"values": FACE}


def test_a_reporter_may_not_preview_or_change_a_face(desk_client, at_desk, reporter):
    client = at_desk(reporter)

    assert client.post(CHANGE, FACE).status_code == 403
    assert client.post(PREVIEW, FACE).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("accent", "#ffcc00", "The nearest colour that has it is #826800."),
        ("accent", "red", "six digits"),
        ("accent_dark", "#8c1d18", "on dark pages"),
        ("footer", "x" * 1001, "at most 1000"),
        ("social_addresses", "http://social.example/", "https://"),
        ("social_addresses", "javascript:alert(1)", "https://"),
        ("social_addresses", "https://a.example/\n" * 11, "more than 10"),
        ("verification", "index.html x", "No service asks"),
        ("verification", "BingSiteAuth.xml <script>", "no script"),
        ("security_txt", "Contact: us", "RFC 9116"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(desk_client, field, value, sentence):
    assert sentence in errors(send(desk_client, **{field: value}))[field]
    assert not Act.objects.filter(verb="describe").exists()


@pytest.mark.parametrize("typed", ["00477A", "#00477A", " 00477a "])
def test_a_colour_is_taken_as_it_is_typed(desk_client, typed):
    send(desk_client, accent=typed)

    assert Publication.objects.get().accent == "#00477a"


def test_a_logo_is_a_picture_a_square_one_square_and_a_dark_one_dark(
    desk_client,
    make_picture,  # noqa: F811
    make_recording,  # noqa: F811
):
    film, wide, white = (
        make_recording(),
        make_picture(files.jpeg(90, 60)),
        make_picture(files.encoded(Image.new("RGB", (60, 60), "white"))),
    )

    said = errors(send(desk_client, logo=film.pk, logo_square=wide.pk, logo_dark=white.pk))

    assert said["logo"] == "This is no picture: a logo is one."
    assert said["logo_square"] == "This picture is no square: it is 90 by 60 pixels."
    assert "white box on dark pages" in said["logo_dark"]
    assert "white all over" in errors(send(desk_client, logo=white.pk))["logo"]


def test_a_preview_shows_what_is_typed_and_stores_nothing(desk_client):
    page = send(desk_client, PREVIEW, **FACE, name="Another name").text

    assert '<html lang="en" data-type="sans" data-density="close">' in page
    assert "/colours/00477a-" in page
    assert "Another name" in page
    assert "Published by Us." in page
    assert Publication.objects.get().name == "The Paper"
    assert "Another name" not in desk_client.get("/").text


def test_a_preview_leaves_out_what_is_refused_and_says_why(desk_client):
    form = {"name": "Mine", "accent": "#ffcc00", "typeface": "sans"}

    answer = desk_client.post(PREVIEW, form, headers={"Accept": "application/json"})

    assert "#826800" in answer.json()["errors"]["accent"][0]
    assert "/colours/" not in answer.json()["page"]
    assert 'data-type="sans"' in answer.json()["page"]
    assert "no-store" in answer["Cache-Control"]


def test_a_preview_answers_a_form_alone(desk_client):
    assert desk_client.get(PREVIEW).status_code == 405
