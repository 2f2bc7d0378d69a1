from articles.models import Publication


def test_an_address_elsewhere_is_shown_once_however_its_scheme_is_written():
    paper = Publication(
        social_addresses="HTTPS://Social.example/@us\nhttps://www.b.example/\nhttps://www.b.example/"
    )

    assert paper.elsewhere == [
        ("HTTPS://Social.example/@us", "Social.example/@us"),
        ("https://www.b.example/", "b.example"),
    ]
