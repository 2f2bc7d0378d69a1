import pytest


@pytest.mark.django_db
@pytest.mark.only_on("sqlite")  # it serves files
def test_collected_files_carry_their_hash_and_a_packed_copy(collected, client):
    page = client.get("/accounts/login/").text

    style = next(collected.glob("newsroom/accounts.*.css"))
    assert f"/static/newsroom/{style.name}" in page
    assert style.with_name(f"{style.name}.br").exists()
