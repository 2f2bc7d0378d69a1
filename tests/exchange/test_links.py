"""What others ask for is compared with what this paper answers."""

import gzip

import pytest
from django.core.management import CommandError, call_command

from .wxr import post

pytestmark = pytest.mark.django_db
LOG = '203.0.113.5 - - [12/May/2019:08:30:00 +0000] "GET {} HTTP/1.1" 200 512 "-" "Browser"\n'


@pytest.fixture
def check(archive, tmp_path, capsys):
    archive.bring(post(1), post(2, status="draft"))

    def check(text):
        path = tmp_path / "asked"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        capsys.readouterr()
        try:
            call_command("links", check=path)
        finally:
            check.said = capsys.readouterr().out

    return check


def test_a_log_whose_addresses_all_answer_passes(check):
    check(LOG.format("/2019/05/story-1/") + LOG.format("/?p=1") + LOG.format("/"))

    assert check.said.split() == ["1", "200", "2", "301", "to", "200"]


def test_addresses_that_answer_nothing_are_named_the_most_asked_for_first(check):
    with pytest.raises(CommandError, match="2 of 3 addresses"):
        check(LOG.format("/once") + 2 * LOG.format("/2019/05/story-2/") + LOG.format("/2019/05/story-1/"))

    assert check.said.index("/2019/05/story-2/  asked for 2 times") < check.said.index(
        "/once  asked for 1 times"
    )


def test_a_sitemap_is_checked_too(check):
    check("<urlset>\n<url><loc>https://old.example.org/2019/05/story-1/</loc></url>\n</urlset>")

    assert "301 to 200" in check.said


@pytest.mark.parametrize(
    "text",
    [
        '{"request": {"method": "GET", "uri": "/?s=a\\u0026p=1"}, "status": 200}\n{"method": "POST", "uri": "/no"}',
        '{"uri": "/\\ud800x"}\n{"uri": "/2019/05/story-1/"}',
        '{"request_uri": "\\/2019\\/05\\/story-1\\/", "status": 200}',
        '{"RequestMethod": "GET", "RequestPath": "/2019/05/story-1/"}',
        '{"request": "GET /2019/05/story-1/ HTTP/1.1", "uri": "/index.php"}',
        "<url><loc><![CDATA[ https://old.example.org/2019/05/story-1/ ]]></loc></url>",
        "<url><loc>https://old.example.org/?s=a&amp;p=1</loc></url>",
        "<loc>\n  https://old.example.org/2019/05/story-1/\n</loc>",
        "https://old.example.org/2019/05/story-1/",
        gzip.compress(LOG.format("/2019/05/story-1/").encode()),
    ],
)
def test_addresses_are_read_from_each_form_of_a_log_or_sitemap(check, text):
    check(text)

    assert check.said.split() == ["1", "301", "to", "200"]


def test_no_address_that_is_checked_fills_the_log(check, caplog):
    with pytest.raises(CommandError):
        check(LOG.format("/once"))

    assert not caplog.records


def test_what_a_browser_or_a_page_says_of_itself_is_no_address(check):
    check(LOG.format("/?p=1").replace('"Browser"', r'"\"GET /no\""'))

    assert check.said.split() == ["1", "301", "to", "200"]


def test_the_pictures_of_a_sitemap_are_checked_too(check):
    with pytest.raises(CommandError, match="1 of 1"):
        check("<image:image><image:loc>https://old.example.org/wp-content/a.jpg</image:loc></image:image>")


def test_a_packed_log_that_is_cut_off_is_named(check):
    with pytest.raises(CommandError, match="can't be read"):
        check(gzip.compress(LOG.format("/").encode())[:-9])


@pytest.mark.parametrize("text", ["", "nothing of the kind"])
def test_a_file_without_addresses_is_named(check, text):
    with pytest.raises(CommandError, match="holds no addresses"):
        check(text)


def test_the_list_says_where_each_leads(archive, capsys):
    archive.bring(post(1), post(2, status="draft"))
    capsys.readouterr()

    call_command("links")

    rows = capsys.readouterr().out.splitlines()
    assert "/2019/05/story-1,/articles/story-1/" in rows
    assert "/2019/05/story-2," in rows
