"""What agencies send, in the forms that their own samples have."""

import pytest
from lxml import etree

from articles.models import Article
from exchange.models import Arrival
from exchange.readers import agencies
from exchange.records import Story

from .conftest import kept_beside, only_story

pytestmark = pytest.mark.django_db


NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'


NITF = "http://iptc.org/std/NITF/2006-10-18/"


def news_item(content="", meta="", more=""):
    return (
        f'<newsItem {NAR} guid="urn:1"><itemMeta><versionCreated>2024-01-02T03:04:05Z</versionCreated></itemMeta>'
        f"<contentMeta><headline>Boats</headline>{meta}</contentMeta><contentSet>{content}</contentSet>{more}</newsItem>"
    )


def test_comments_in_a_text_are_no_words_of_it(send):
    send(
        a_DOT_xml=news_item(
            "<inlineXML><body><!-- one -->First.<p>Some<!-- two --> words.</p></body></inlineXML>"
        )
    )

    assert only_story().body == "First.\n\nSome words."


PICTURE = """<remoteContent href="https://agency.example/small.jpg" width="90" contenttype="image/jpeg"/>
<remoteContent href="https://agency.example/large.jpg" width="900" contenttype="image/jpeg"/>"""


def test_a_picture_comes_with_the_address_of_its_widest_file(send):
    report = send(a_DOT_xml=news_item(PICTURE, "<description>A boat at sea.</description>"))

    assert (only_story().headline, only_story().standfirst, only_story().body) == (
        "Boats",
        "A boat at sea.",
        "",
    )
    assert Arrival.objects.get(article=only_story()).missing == ["picture:https://agency.example/large.jpg"]
    assert report["counts"]["pictures missing"] == 1


def test_what_stands_above_a_text_of_nitf_is_no_part_of_it(send):
    body = (
        f'<inlineXML><nitf xmlns="{NITF}"><body><body.head><hedline><hl1>Boats</hl1></hedline><byline>By Anna Petrova'
        "<byttl>Correspondent</byttl></byline></body.head><body.content><p>Words.</p></body.content></body></nitf></inlineXML>"
    )
    send(a_DOT_xml=news_item(body))

    assert only_story().body == "Words."
    assert [str(row) for row in only_story().bylines.all()] == ["Anna Petrova"]


def test_plain_text_is_not_read_as_html(send):
    send(a_DOT_xml=news_item('<inlineData contenttype="text/plain">2 &lt; 3.\n\nMore.</inlineData>'))

    assert only_story().body == "2 < 3.\n\nMore."


def test_paragraphs_that_are_called_plain_text_are_paragraphs(send):
    send(
        a_DOT_xml=news_item(
            '<inlineData contenttype="text/plain"><![CDATA[ <p>2 &lt; 3.</p><p>More.</p> ]]></inlineData>'
        )
    )

    assert only_story().body == "2 < 3.\n\nMore."


@pytest.mark.parametrize(
    "item",
    [
        news_item(
            meta="<headline>Boats</headline><description>Boats</description><description>Two.</description>"
        ),
        f'<nitf xmlns="{NITF}"><body><body.head><hedline><hl1>Boats</hl1><hl2>Boats</hl2></hedline>'
        "<abstract>Two.</abstract></body.head><body.content><p>Words.</p></body.content></body></nitf>",
    ],
)
def test_what_repeats_the_headline_says_nothing(send, item):
    send(a_DOT_xml=item)

    assert only_story().standfirst == "Two."
    assert kept_beside() == {}


def test_what_no_column_holds_is_kept_beside_the_story(send):
    meta = (
        "<slugline>SEA-BOATS</slugline><creditline>Agency</creditline><located><name>Porto</name></located>"
    )
    send(a_DOT_xml=news_item(meta=f"{meta}<description>One.</description><description>Two.</description>"))

    assert kept_beside() == {
        "description": "Two.",
        "slugline": "SEA-BOATS",
        "creditline": "Agency",
        "located": "Porto",
    }


def test_an_item_that_is_no_news_is_named(send):
    package = f'<newsMessage {NAR}><itemSet><packageItem guid="urn:2"/>{news_item()}</itemSet></newsMessage>'
    report = send(a_DOT_xml=package)

    assert only_story().headline == "Boats"
    assert [place.partition(", ")[2] for place, _why in report["problems"]][:1] == [
        "line 1, packageItem urn:2"
    ]


@pytest.mark.parametrize(
    ("item", "content", "published", "changed"),
    [
        ("", "<contentCreated>2024-01-02</contentCreated>", 2, None),
        (
            "",
            "<contentCreated>2024-01-02</contentCreated><contentModified>2024-01-03</contentModified>",
            2,
            3,
        ),
        ("", "<contentModified>2024-01-03</contentModified>", 3, 3),
        (
            "<versionCreated>2024-01-05</versionCreated>",
            "<contentCreated>2024-01-02</contentCreated>",
            5,
            None,
        ),
        ("", "", None, None),
    ],
)
def test_an_item_without_moments_has_those_of_its_text(item, content, published, changed):
    said = f"<itemMeta>{item}</itemMeta><contentMeta><headline>Boats</headline>{content}</contentMeta>"
    (found,) = agencies.newsml(etree.fromstring(f"<newsItem {NAR}>{said}</newsItem>"), "a.xml", "1")

    assert [at and at.day for at in (found.published_at, found.changed_at)] == [published, changed]


def nitf(content="<p>Words.</p>", head="", docdata="", body_head="<hedline><hl1>Boats</hl1></hedline>"):
    return (
        f"<nitf><head>{head}<docdata>{docdata}</docdata></head><body><body.head>{body_head}</body.head>"
        f"<body.content>{content}</body.content></body></nitf>"
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [("Byron York", "Byron York"), ("By Ann", "Ann"), ("ByAnn", "Ann"), ("BY ANN", "ANN"), ("BYRON", "BYRON"), ("By: Ann", "Ann")],
)  # fmt: skip
def test_a_name_that_begins_as_a_byline_does_stays_whole(written, name):
    head = etree.fromstring(f"<body.head><byline>{written}</byline></body.head>")
    found = Story("urn:1", "", "post", "draft", "Boats", "")

    assert [row.name for row in agencies.names_of(found, agencies.bylines(head), ())] == [name]


def test_two_files_without_numbers_are_two_stories(send):
    send(a_DOT_xml=nitf(), b_DOT_xml=nitf())

    assert Article.objects.count() == 2


def test_headings_and_pictures_of_nitf_are_those_of_a_page(send):
    media = (
        '<media media-type="image"><media-reference source="tide.jpg" alternate-text="High tide." width="9"/>'
        "<media-caption>The tide.</media-caption><media-producer>Stewart</media-producer></media>"
    )
    send(a_DOT_xml=nitf(f"<p>One.</p><hl2>Later</hl2>{media}<p>Two.</p>"))

    assert only_story().body == "One.\n\n## Later\n\nThe tide. Stewart\n\nTwo."
    assert Arrival.objects.get(article=only_story()).missing == ["tide.jpg"]


def test_subjects_and_keywords_are_topics(send):
    subject = (
        '<tobject><tobject.subject tobject.subject.type="Weather" tobject.subject.matter="Tides"/></tobject>'
    )
    send(a_DOT_xml=nitf(head=subject, docdata='<key-list><keyword key="fishing"/></key-list>'))

    assert {str(row) for row in only_story().topics.all()} == {"Weather", "Tides", "fishing"}


def test_the_abstract_beside_a_second_headline_is_kept(send):
    head = "<hedline><hl1>Boats</hl1><hl2>In short.</hl2></hedline><dateline>Porto</dateline><abstract>Long.</abstract>"
    send(a_DOT_xml=nitf(body_head=head))

    assert only_story().standfirst == "In short."
    assert kept_beside() == {"abstract": "Long.", "dateline": "Porto"}


@pytest.mark.parametrize(
    ("holder", "status", "rights", "state"),
    [
        ('holder="Agency" year="2024"', "usable", "© 2024 Agency", "wire"),
        ('holder="Agency"', "", "© Agency", "wire"),
        ('year="2024"', "canceled", "", "canceled"),
    ],
)
def test_the_head_says_whose_an_item_is_and_whether_it_holds(holder, status, rights, state):
    said = f'<docdata management-status="{status}"><doc.copyright {holder}/></docdata>'
    (found,) = agencies.nitf(etree.fromstring(f"<nitf><head>{said}</head></nitf>"), "a.xml", "1")

    assert (found.rights, found.state) == (rights, state)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ('qcode="stat:canceled"', "canceled"),
        ('uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"', "canceled"),
        ('uri="http://cv.iptc.org/newscodes/pubstatusg2/usable"', "wire"),
        ('qcode="stat:usable"', "wire"),
        ("", "wire"),
    ],
)
def test_a_status_of_newsml_is_read_by_its_code_and_by_its_address(said, state):
    item = f"<newsItem><itemMeta><pubStatus {said}/></itemMeta></newsItem>"
    (found,) = agencies.newsml(etree.fromstring(item), "a.xml", "1")

    assert found.state == state


def test_what_is_under_embargo_is_a_draft(send):
    head = '<head><docdata management-status="embargoed"/></head>'
    send(
        a_DOT_xml=f"<nitf>{head}<body><body.head><hedline><hl1>Boats</hl1></hedline></body.head></body></nitf>"
    )

    assert (only_story().headline, only_story().editions.count()) == ("Boats", 0)


def test_entities_that_an_outer_dtd_names_are_their_letters(send):
    head = '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">'

    report = send(a_DOT_xml=head + nitf("<p>Five&nbsp;men, <em>caf&eacute;</em>&mdash;so.</p>"))

    assert report["problems"] == []
    assert only_story().body == "Five\xa0men, *café*—so."


@pytest.mark.parametrize(
    "text",
    [
        f"<newsItem {NAR}><contentMeta><headline>Boats</headline>"
        '<headline role="hld:subHeadline">At sea</headline></contentMeta></newsItem>',
        "<nitf><body><body.head><hedline><hl1>Boats</hl1><hl2>Quay</hl2><hl2>At sea</hl2></hedline>"
        "</body.head></body></nitf>",
    ],
)
def test_a_further_headline_is_kept_beside_the_story(send, text):
    send(a_DOT_xml=text)

    assert only_story().headline == "Boats"
    assert list(kept_beside().values()) == ["At sea"]
