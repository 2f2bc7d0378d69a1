"""The scripts of a form come with the form, and with no list."""

import pytest

FORMS = {"article": "story_form.js", "image": "image_form.js"}


@pytest.mark.django_db
@pytest.mark.parametrize(("noun", "script"), FORMS.items())
def test_a_list_loads_no_script_of_a_form(at_desk, chief_editor, noun, script):
    client = at_desk(chief_editor)

    assert script not in client.get(f"/admin/articles/{noun}/").text
    assert script in client.get(f"/admin/articles/{noun}/add/").text


@pytest.mark.django_db
def test_each_form_of_an_act_keeps_what_is_typed_by_the_storys_script(at_desk, chief_editor, make_article):
    address = f"/admin/articles/article/{make_article('Rain').pk}/flag/"

    assert "story_form.js" in at_desk(chief_editor).get(address).text
