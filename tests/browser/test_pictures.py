"""Pictures as a reader's and an editor's browser has them."""

import re
from base64 import b64encode

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, Image
from articles.pictures import library
from tests.browser.hands import body, forget, press_save, show_preview, written
from tests.browser.test_desk import write
from tests.pictures.files import jpeg, upload
from tests.pictures.sounds import recording
from tests.pictures.test_captions import CAPTIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# What a hand drops: files of the page's own, sent to the text field.
DROP = """async (contents) => {
  const transfer = new DataTransfer();
  for (const [at, content] of contents.entries()) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], `${at}.jpg`, {type: 'image/jpeg'}));
  }
  while (!document.querySelector('.cm-content')) await new Promise(requestAnimationFrame);
  document.querySelector('.cm-content').dispatchEvent(
    new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""


def lost(route):
    route.abort()


def test_files_dropped_together_are_a_gallery_and_one_by_one_asked_for_their_words(
    desk_page, complaints, live_server, settings, tmp_path
):
    page = desk_page
    settings.MEDIA_ROOT = tmp_path / "media"
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    area = body(page)
    area.press_sequentially("Selected")
    area.press("Control+a")

    page.evaluate(DROP, [b64encode(jpeg(90 + at, 60)).decode() for at in range(2)])

    mark = r"!\[\]\(image:[0-9a-f-]{36}\)"
    expect(written(desk_page)).to_have_value(re.compile(rf"^Selected\n\n{mark}\n{mark}\s*$"))

    for answer, words in ((lost, "The connection was lost."), (answer_with(502), "error 502")):
        page.route("**/words/", answer, times=1)
        page.get_by_role("dialog", name="0.jpg").get_by_role("button", name="Save").click()
        expect(page.locator(".picture-words > form > [role=alert]")).to_contain_text(words)
    forget(page, complaints, "502")

    for name in ("0.jpg", "1.jpg"):
        dialog = page.get_by_role("dialog", name=name)
        expect(dialog).to_be_visible()
        expect(page.locator(".picture-words")).to_have_count(1)
        dialog.get_by_label("Alt text").fill(f"Of {name}")
        dialog.get_by_label("Caption").fill("At dawn\nin fog")
        dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".picture-words")).to_have_count(0)
    keys = re.findall(r"image:([0-9a-f-]{36})", written(page).input_value())
    assert [Image.objects.get(key=key).alt_text for key in keys] == ["Of 0.jpg", "Of 1.jpg"]
    assert Image.objects.get(key=keys[0]).caption.splitlines() == ["At dawn", "in fog"]
    expect(area).to_be_focused()
    page.keyboard.press("Control+z")
    expect(written(desk_page)).to_have_value("Selected")


def test_while_a_picture_goes_up_nothing_moves_and_a_save_asks_first(
    desk_page, hear, live_server, settings, tmp_path
):
    page = desk_page
    page.set_viewport_size({"width": 1280, "height": 900})
    settings.MEDIA_ROOT = tmp_path / "media"
    page.route("**/markdownx/upload", lambda route: None)  # sent, and never answered
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    parts = [page.locator(name) for name in (".cm-editor", ".w-toolbar")]
    before = [part.bounding_box() for part in parts]

    page.evaluate(DROP, [b64encode(jpeg(90, 60)).decode()])
    line = page.locator(".markdownx > .upload-status").first
    expect(line).to_contain_text("0.jpg")

    assert [part.bounding_box() for part in parts] == before
    assert line.bounding_box()["height"] < 40
    asked = []
    hear("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.keyboard.type("Rain")
    for times in (1, 2):  # who stays may save again at once
        press_save(page)
        expect(line).to_contain_text("0.jpg")
        assert asked == ["beforeunload"] * times


def test_after_its_last_byte_a_picture_is_said_to_be_prepared(desk_page, live_server, settings, tmp_path):
    page = desk_page
    settings.MEDIA_ROOT = tmp_path / "media"
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    expect(page.locator(".cm-content")).to_be_visible()
    page.evaluate("""() => {
      const line = document.querySelector('.markdownx > .upload-status');
      window.said = [];
      new MutationObserver(() => window.said.push(line.textContent)).observe(line, {childList: true});
    }""")

    page.evaluate(DROP, [b64encode(jpeg(90, 60)).decode()])
    expect(written(page)).to_have_value(re.compile("image:"))

    assert "0.jpg: it is here, and is being prepared …" in page.evaluate("window.said")


def test_a_picture_that_is_here_takes_the_focus_from_nobody_who_types(
    desk_page, live_server, settings, tmp_path
):
    page, held = desk_page, []
    settings.MEDIA_ROOT = tmp_path / "media"
    page.goto(f"{live_server.url}/admin/articles/article/add/")
    expect(body(page)).to_be_visible()
    page.route("**/markdownx/upload", lambda route: held.append(route))
    page.evaluate(DROP, [b64encode(jpeg(90, 60)).decode()])
    expect(page.locator(".markdownx > .upload-status").first).to_contain_text("0.jpg")
    page.evaluate("Date.now = () => 0")  # as if all were typed in one moment

    headline = page.get_by_label("Headline:")
    headline.focus()
    page.keyboard.type("Rain ")
    held[0].continue_()
    expect(written(page)).to_have_value(re.compile("image:"))
    page.keyboard.type("in the north")

    expect(headline).to_have_value("Rain in the north")
    expect(page.locator(".picture-words")).to_have_count(0)
    page.evaluate("Date.now = () => 2000")
    expect(page.locator(".picture-words input").first).to_be_focused()
    page.unroute("**/markdownx/upload")


FILE = {"name": "boats.jpg", "mimeType": "image/jpeg", "buffer": jpeg(90, 60)}


@pytest.fixture
def choose(page, hear):
    """Press a button by the keyboard, and choose a file in what the browser opens."""

    def choose(button):
        hear("filechooser", lambda _opened: None)  # from here on the browser asks Playwright, not the screen
        button.focus()
        with page.expect_file_chooser() as opened:
            page.keyboard.press("Enter")
        opened.value.set_files(FILE)

    return choose


def say(page, alt):
    page.keyboard.type(alt)  # the dialog's first field has the focus
    page.keyboard.press("Enter")
    expect(page.locator(".picture-words")).to_have_count(0)


def test_a_picture_is_chosen_into_the_text_by_keyboard(desk_page, choose, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    desk_page.goto(f"{live_server.url}/admin/articles/article/add/")
    area = body(desk_page)
    area.press_sequentially("Before. After.")
    for _letter in "After.":
        area.press("ArrowLeft")
    area.press("Tab")
    expect(desk_page.get_by_role("button", name="Bold")).to_be_focused()

    choose(desk_page.get_by_role("button", name="Insert a picture…"))
    expect(desk_page.locator(".picture-words input").first).to_be_focused()
    label, words = (desk_page.locator(f".picture-words label:has(textarea){end}") for end in ("", " > *"))
    assert words.evaluate("(node) => node.offsetWidth") == label.evaluate("(node) => node.offsetWidth")
    say(desk_page, "Boats")

    expect(area).to_be_focused()
    expect(written(desk_page)).to_have_value(
        re.compile(r"^Before. \s+!\[\]\(image:[0-9a-f-]{36}\)\s+After.$")
    )
    assert Image.objects.get().alt_text == "Boats"


def test_a_picture_of_the_library_is_offered_while_one_writes(desk_page, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"alt_text": "Boats in fog", "credit": "Agency"}
    boats = library.accept(upload(jpeg()), User.objects.get(username="boss"), **words)
    desk_page.goto(f"{live_server.url}/admin/articles/article/add/")
    area = body(desk_page)

    area.press_sequentially("Before.\n\n![boa")
    offer = desk_page.get_by_role("option", name="Boats in fog Agency")
    expect(offer).to_have_attribute("aria-selected", "true")
    assert offer.locator("img").evaluate("(picture) => picture.decode().then(() => picture.naturalWidth)")
    area.press("Enter")

    expect(written(desk_page)).to_have_value(f"Before.\n\n{boats.mark}")
    show_preview(desk_page)
    expect(desk_page.locator(".markdownx-preview figure img")).to_have_attribute("alt", "Boats in fog")


def test_a_lead_picture_is_chosen_or_dropped_where_it_stands(
    desk_page, choose, live_server, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    write(desk_page)
    desk_page.locator("summary", has_text="Lead picture").press("Enter")

    choose(desk_page.get_by_role("button", name="Upload a picture…"))
    expect(desk_page.locator(".picture-words input").first).to_be_focused()
    say(desk_page, "Boats")
    expect(desk_page.locator(".field-lead_image .select2-selection__rendered")).to_contain_text("boats.jpg")
    save(desk_page)
    assert Article.objects.get().lead_image.alt_text == "Boats"

    other = b64encode(jpeg(120, 80)).decode()
    desk_page.evaluate(DROP.replace(".cm-content", "#id_lead_image"), [other])
    expect(desk_page.locator(".picture-words input").first).to_be_focused()
    say(desk_page, "The quay")
    save(desk_page)
    assert Article.objects.get().lead_image.alt_text == "The quay"


def test_the_first_picture_of_the_text_leads_by_one_press(desk_page, live_server, illustrated):
    page, article = desk_page, illustrated.article
    Article.objects.filter(pk=article.pk).update(lead_image=None)
    page.goto(live_server.url + reverse("admin:articles_article_change", args=[article.pk]))
    page.locator("summary", has_text="Lead picture").press("Enter")

    page.get_by_role("button", name="Take the first picture of the text").click()
    expect(page.locator(".field-lead_image .select2-selection__rendered")).to_contain_text("At dawn")
    save(page)

    article.refresh_from_db()
    assert f"image:{article.lead_image.key}" in article.body


def save(page):
    with page.expect_navigation():  # what an earlier save said stands there until then
        press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("successfully")
    page.wait_for_load_state("networkidle")


def test_a_refused_lead_picture_says_why_beside_it(desk_page, live_server, complaints):
    desk_page.goto(f"{live_server.url}/admin/articles/article/add/")
    svg = b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()

    desk_page.evaluate(DROP.replace(".cm-content", "#id_lead_image"), [svg])

    expect(desk_page.locator(".field-lead_image [role=status]")).to_contain_text("SVG can hold scripts")
    forget(desk_page, complaints, "400")


def test_the_preview_beside_the_text_shows_pictures_in_their_shape(desk_page, live_server, illustrated):
    desk_page.goto(live_server.url + reverse("admin:articles_article_change", args=[illustrated.article_id]))
    show_preview(desk_page)
    picture = desk_page.locator(".markdownx-preview img")
    expect(picture).to_be_visible()

    box = picture.bounding_box()

    assert box["height"] / box["width"] == pytest.approx(1200 / 300, rel=0.02)


def answer_with(status):
    """Answer with a page that is none of the desk's forms: a proxy's, or the one to sign in."""
    return lambda route: route.fulfill(status=status, body="<h1>A page</h1>", content_type="text/html")


def test_a_chosen_file_goes_up_with_progress_and_is_asked_for_its_words(
    desk_page, complaints, live_server, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    desk_page.goto(f"{live_server.url}/admin/articles/image/add/")
    assert desk_page.locator("progress").is_hidden()

    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(90, 60)}
    chosen, status = desk_page.locator("input[type=file]"), desk_page.locator(".upload-status")
    for code, words in ((413, "error 413"), (200, "Your session has ended")):
        desk_page.route("**/image/add/", answer_with(code), times=1)
        chosen.set_input_files(file)
        expect(status).to_contain_text(words)
    forget(desk_page, complaints, "413")

    chosen.set_input_files(file)

    desk_page.wait_for_url("**/change/?new=1")
    expect(desk_page.get_by_label("Alt text")).to_be_visible()


def test_words_that_are_pasted_on_a_pictures_form_replace_no_file(desk_page, live_server):
    page = desk_page
    page.goto(f"{live_server.url}/admin/articles/image/add/")
    page.wait_for_load_state()
    page.route("**/image/add/", lambda route: None)  # sent, and never answered
    paste = """([place, words]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['x'], 'cells.png', {type: 'image/png'}));
      if (words) transfer.setData('text/plain', words);
      document.querySelector(place).dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true}));
      return document.querySelector('.upload-status').textContent;
    }"""

    assert page.evaluate(paste, ["body", "Two cells"]) == ""
    assert page.evaluate(paste, ["#palette input", ""]) == ""
    assert page.evaluate(paste, ["body", ""]) == "cells.png"
    page.unroute("**/image/add/")


def test_a_video_plays_with_captions_and_loads_nothing_before(
    page, hear, live_server, settings, tmp_path, chief_editor, make_article, publish
):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"alt_text": "A ferry leaves", "credit": "Agency", "captions": CAPTIONS}
    clip = library.accept(upload(recording("video/webm")), chief_editor, **words)
    edition = publish(make_article(body=f"Boats.\n\n![](image:{clip.key})")).editions.get()
    asked = []
    hear("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(live_server.url + edition.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert "recording.webm" not in asked

    page.locator("video").evaluate(
        "(video) => new Promise((done) => { video.onended = done; video.muted = true; video.play(); })"
    )

    assert page.locator("video").evaluate("(video) => video.textTracks[0].cues[0].text") == (
        "<v Anna>The ferry <i>leaves</i>."
    )
    assert {"recording.webm", "captions.vtt"} <= set(asked)


@pytest.fixture
def elsewhere(make_article, publish):
    body = "Boats.\n\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\n\nEnd."
    return publish(make_article(body=body)).editions.get()


def test_a_card_calls_its_host_at_a_click_only(page, hear, live_server, elsewhere):
    called, complaints = [], []
    page.route(
        lambda address: not address.startswith(live_server.url),
        lambda route: called.append(route.request.url) or route.fulfill(body="<p>The player</p>"),
    )
    hear("console", lambda message: complaints.append(message.text))
    page.goto(live_server.url + elsewhere.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert called == []

    page.get_by_role("button", name="Show it here").focus()
    page.keyboard.press("Enter")
    expect(page.frame_locator(".embed iframe").get_by_text("The player")).to_be_visible()

    assert called == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"]
    assert complaints == []
    expect(page.get_by_role("link", name="Video on YouTube")).to_be_visible()


def test_a_card_is_a_plain_link_without_scripts(browser, live_server, elsewhere):
    page = browser.new_page(java_script_enabled=False)
    page.goto(live_server.url + elsewhere.get_absolute_url())

    expect(page.get_by_role("link", name="Video on YouTube")).to_be_visible()
    expect(page.get_by_role("button", name="Show it here")).to_be_hidden()
    page.close()


def test_the_focal_point_moves_by_click_and_by_arrow_keys(
    page, live_server, illustrated, sign_in, chief_editor
):
    sign_in(chief_editor)
    picture = Image.objects.get(width=300)
    page.goto(f"{live_server.url}/admin/articles/image/{picture.pk}/change/")
    page.evaluate("""() => {
      window.changed = [];
      document.addEventListener('input', (event) => window.changed.push(event.target.name));
    }""")

    page.locator(".focal").click(position={"x": 5, "y": 5})
    page.keyboard.press("Shift+ArrowRight")
    page.locator(".crop").nth(2).focus()
    page.keyboard.press("+")
    assert page.evaluate("window.changed") == ["focal_y", "focal_y", "crop_square"]
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/articles/image/")

    picture.refresh_from_db()
    assert 10 <= picture.focal_x <= 12
    assert picture.focal_y <= 2
    assert list(picture.crops) == ["square"]
