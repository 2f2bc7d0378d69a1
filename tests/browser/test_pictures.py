"""Pictures as a reader's and an editor's browser has them."""

import pytest

from articles.models import Image
from articles.pictures import accepting
from tests.pictures.files import encoded, jpeg, scene, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def illustrated(settings, tmp_path, chief_editor, make_article, publish):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"alt_text": "Boats in fog", "caption": "At dawn", "credit": "Anna Petrova / Agency"}
    lead = accepting.accept(upload(encoded(scene(1300, 870))), chief_editor, **words)
    second = accepting.accept(upload(jpeg(900, 1200)), chief_editor, **words)
    body = "Boats. " * 200 + f"\n\n![](image:{second.key})\n\nEnd."
    return publish(make_article(lead_image=lead, body=body)).editions.get()


SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
  .observe({type: 'layout-shift', buffered: true});"""
# A picture chosen from a srcset says as its natural width what `sizes` promised.
SIZES = "[...document.querySelectorAll('main img')].map((img) => [img.clientWidth, img.naturalWidth])"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_jumps_and_sizes_are_true_to_the_layout(page, live_server, illustrated, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(SHIFTS)
    for path in ("/", illustrated.get_absolute_url()):
        page.goto(live_server.url + path)
        page.keyboard.press("End")
        page.wait_for_load_state("networkidle")

        for shown, promised in page.evaluate(SIZES):
            assert shown <= promised * 1.4
            assert promised <= max(shown * 1.6, 200)
        assert page.evaluate("window.shifts") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_larger_view_is_reached_by_keyboard_without_a_script(page, live_server, illustrated):
    page.goto(live_server.url + illustrated.get_absolute_url())

    page.locator("a.larger").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/1300.jpeg")

    assert page.evaluate("document.images[0].naturalWidth") == 1300


def test_the_focal_point_moves_by_click_and_by_arrow_keys(
    page, live_server, illustrated, sign_in, chief_editor
):
    sign_in(chief_editor)
    picture = Image.objects.get(width=900)
    page.goto(f"{live_server.url}/admin/articles/image/{picture.pk}/change/")

    page.locator(".focal").click(position={"x": 5, "y": 5})
    page.keyboard.press("Shift+ArrowRight")
    page.locator(".crop").nth(2).focus()
    page.keyboard.press("+")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/admin/articles/image/")

    picture.refresh_from_db()
    assert 10 <= picture.focal_x <= 12
    assert picture.focal_y <= 2
    assert list(picture.crops) == ["square"]
