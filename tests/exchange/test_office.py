"""Documents of Word and OpenDocument that are brought: each a draft, or a line in the report."""

import zipfile
from io import BytesIO

import pytest

from articles.models import Article
from exchange.models import Arrival
from tests.pictures import files

from .conftest import only_story

pytestmark = pytest.mark.django_db


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body, **more):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                         '<Default Extension="xml" ContentType="application/xml"/></Types>')  # fmt: skip
        archive.writestr("_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                         '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')  # fmt: skip
        archive.writestr(
            "word/document.xml", f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
        )
        for name, content in more.items():
            archive.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def run(text, style=""):
    return f"<w:r><w:rPr>{style}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_a_document_of_word_is_a_draft(bring):
    heading = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run("Boats sail")}</w:p>'
    styles = f'<?xml version="1.0"?><w:styles {W}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
    body = f"{heading}<w:p>{run('Some ')}{run('bold', '<w:b/>')}{run(' words.')}</w:p>"
    body += f"<w:p><w:ins>{run('New.')}</w:ins><w:del><w:r><w:delText>Gone.</w:delText></w:r></w:del></w:p>"

    bring(story_DOT_docx=docx(body, styles=styles))

    assert only_story().body.startswith("Some **bold** words.")
    assert "Gone" not in only_story().body
    assert Arrival.objects.get(article=only_story()).left_out == [
        ["comments and tracked changes", "0 comments, 1 insertions, 1 deletions"]
    ]


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 nonsense", docx("<w:p>"), docx("<w:p/>").replace(b"word/document.xml", b"word/document.xmx"),
     docx("").replace(b"<?xml", b"<?xmm")],
    ids=range(4),
)  # fmt: skip
def test_a_damaged_document_is_a_line_in_the_report(bring, data):
    report = bring(story_DOT_docx=data)

    assert report["count_of_problems"] >= 1 or Article.objects.count() == 1


def test_external_entities_of_a_document_are_never_read(bring, tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    bomb = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    plain = docx(f"<w:p>{run('&amp;e;')}</w:p>")
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info.filename).decode()
            if info.filename == "word/document.xml":
                text = text.replace("<w:document", f"{bomb}<w:document", 1).replace("&amp;e;", "&e;")
            new.writestr(info.filename, text)

    report = bring(story_DOT_docx=out.getvalue())

    assert not Article.objects.exists()
    assert "document type" in str(report["problems"])


ODT = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">
<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style></office:automatic-styles>
<office:body><office:text>{}</office:text></office:body></office:document-content>"""


def odt(body, form=ODT, styles="", **pictures):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if styles:
            archive.writestr("styles.xml", styles)
        archive.writestr("content.xml", form.format(body))
        for name, data in pictures.items():
            archive.writestr(f"Pictures/{name}.jpg", data)
    return out.getvalue()


def test_an_open_document_is_a_draft(bring):
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The proof.</text:p></text:note-body></text:note>"
    picture = '<draw:frame><draw:image xlink:href="Pictures/a.jpg"/><svg:desc>Boats</svg:desc></draw:frame>'
    body = (
        '<text:h text:outline-level="1">Boats sail</text:h>'
        f'<text:p>Some <text:span text:style-name="T1">bold</text:span> words{note}.</text:p>'
        '<text:list text:style-name="L1"><text:list-item><text:p>One</text:p></text:list-item></text:list>'
        '<text:p><text:a xlink:href="https://x.example.org/">there</text:a><office:annotation><text:p>Check!</text:p></office:annotation></text:p>'
        f"<text:p>{picture}</text:p>"
    )

    bring(story_DOT_odt=odt(body, a=files.jpeg()))

    assert only_story().headline == "Boats sail"
    start = "Some **bold** words[^1].\n\n1. One\n\n[there](https://x.example.org/)\n\n![](image:"
    assert only_story().body.startswith(start)
    assert only_story().body.endswith("[^1]: The proof.")
    assert Arrival.objects.get(article=only_story()).left_out[0][0] == "comments and tracked changes"
