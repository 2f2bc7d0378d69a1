"""Whose session ends at an open form of the desk signs in beside it, and loses nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Image, Publication, Snippet, Source
from tests.browser.hands import body, forget, sign_in_beside
from tests.cast import make_user
from tests.pictures.files import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("model", "label"), [(Source, "Name:"), (Snippet, "Name:")])
def test_a_form_that_was_typed_into_is_sent_once_one_has_signed_in_again(
    desk_page, live_server, complaints, model, label
):
    page = desk_page
    page.goto(live_server.url + reverse(f"admin:articles_{model._meta.model_name}_add"))
    page.get_by_label(label).first.fill("Typed for an hour")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()

    sign_in_beside(page)
    expect(page.get_by_label(label).first).to_have_value("Typed for an hour")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("added successfully")
    assert model.objects.get().name == "Typed for an hour"
    complaints.clear()  # the console's line of the 403


def test_a_picture_is_taken_once_one_has_signed_in_beside_the_form(
    desk_page, live_server, complaints, tmp_path
):
    page, file = desk_page, tmp_path / "rain.jpg"
    file.write_bytes(jpeg())
    page.goto(live_server.url + reverse("admin:articles_image_add"))
    page.wait_for_load_state("networkidle")
    Session.objects.all().delete()
    page.locator("input[type=file]").first.set_input_files(file)
    sign_in_beside(page)
    expect(page.get_by_role("status").filter(has_text="choose it once more")).to_be_visible()

    with page.expect_file_chooser() as chooser:
        page.locator("input[type=file]").first.click()
    chooser.value.set_files(file)

    page.wait_for_url("**/change/**")
    assert Image.objects.count() == 1
    complaints.clear()  # the console's line of the 403


def test_who_signs_in_beside_a_form_as_somebody_else_does_not_send_it(
    desk_page, live_server, complaints, sign_in
):
    page = desk_page
    page.goto(live_server.url + reverse("admin:articles_source_add"))
    page.get_by_label("Name:").first.fill("Ministry")
    sign_in(make_user("rosa", "Editor"))

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#sign-in-again")).to_contain_text("now signed in as rosa")
    assert not Source.objects.exists()


def test_a_role_that_needs_a_factor_meanwhile_is_told_so_at_the_form(desk_page, live_server, complaints):
    page = desk_page
    page.goto(live_server.url + reverse("admin:articles_source_add"))
    page.get_by_label("Name:").first.fill("Ministry")
    Publication.objects.update_or_create(defaults={"second_factor_roles": ["Chief editor"]})

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#sign-in-again")).to_contain_text("needs a second factor")
    expect(page.get_by_label("Name:").first).to_have_value("Ministry")
    forget(page, complaints, "403")


def test_what_looks_while_one_writes_takes_no_sign_in_for_its_answer(opened, complaints):
    page = opened("change")
    page.wait_for_load_state("networkidle")
    Session.objects.all().delete()

    with page.expect_request("**/checks/"):
        body(page).fill("Typed behind the session's end.")

    expect(page.locator("#kept-state")).to_have_text("Signed out: kept in this browser only.")
    assert not any("JSON" in said for said in complaints)
    forget(page, complaints, "403")
