import pytest
from django.core.exceptions import ValidationError

from articles.models import Publication, root_files

GOOGLE = "google1234567890abcdef.html"


@pytest.mark.parametrize(
    "line",
    [
        f"{GOOGLE} google-site-verification: {GOOGLE}",
        "BingSiteAuth.xml <?xml version='1.0'?><users><user>0F</user></users>",
        "yandex_1234567890abcdef.html <html><body>Verification: 1234567890abcdef</body></html>",
        f"{GOOGLE} one\n\nBingSiteAuth.xml two\n",
    ],
)
def test_what_services_ask_for_is_taken(line):
    root_files.check_verification(line)


@pytest.mark.parametrize("space", [" ", "  ", "\t"])
def test_what_is_taken_is_served_under_its_name(space):
    line = f"{GOOGLE}{space}the word"
    root_files.check_verification(line)

    assert root_files.verification_files(line) == {GOOGLE: "the word"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("index.html hello", "No service asks for “index.html”"),
        ("robots.txt Disallow: /", "No service asks for “robots.txt”"),
        ("../google1234567890abcdef.html x", "No service"),
        ("admin/ x", "No service"),
        (f"{GOOGLE} <script>alert(1)</script>", "no script"),
        (f"{GOOGLE} < SCRIPT src=x>", "no script"),
        (GOOGLE, "Write behind"),
        (f"{GOOGLE} a\n{GOOGLE} b", "twice"),
        ("\n".join(f"pinterest-{number:05x}.html x" for number in range(21)), "more than 20"),
        (f"{GOOGLE} \x07", "control characters"),
    ],
)
def test_what_no_service_asks_for_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        root_files.check_verification(text)


def test_a_security_txt_has_a_contact_and_an_end():
    root_files.check_security("Contact: mailto:a@b.example\nExpires: 2027-01-01T00:00:00Z")
    root_files.check_security("")

    with pytest.raises(ValidationError, match="RFC 9116"):
        root_files.check_security("Contact: mailto:a@b.example")


@pytest.mark.parametrize("name", root_files.LENGTHS)
def test_a_file_is_bounded(name):
    field = Publication._meta.get_field(name)

    with pytest.raises(ValidationError, match="at most"):
        field.run_validators("x" * (root_files.LENGTHS[name] + 1))
