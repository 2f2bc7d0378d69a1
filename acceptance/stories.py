"""The special stories: each tries what a page may hold. They report nothing that happened."""

from io import BytesIO
from pathlib import Path

from PIL import Image

PAGES = [
    ("imprint", "Imprint", "This paper is made by a test.\n\n## Where\n\nOn this machine, and nowhere else."),
    ("privacy", "Privacy", "No cookie, no counter, *no third party*."),
]
SCALES = {"quay": (1600, 1000), "nets": (900, 1400)}


def text(name):
    return (Path(__file__).with_name("texts") / f"{name}.md").read_text()


def picture(name):
    """Return a JPEG with light and detail, of the size of its name."""
    width, height = SCALES[name]
    sky = Image.linear_gradient("L").resize((width, height))
    light = Image.radial_gradient("L").resize((width, height))
    detail = Image.effect_mandelbrot((width, height), (-1.5, -1, 0.5, 1), 40)
    merged = Image.merge("RGB", (Image.blend(sky, detail, 0.3), Image.blend(light, detail, 0.2), light))
    out = BytesIO()
    merged.save(out, "JPEG", quality=85)
    return out.getvalue()


# Names that forms show for nobody.
REPORTER, SECOND = "Erika Mustermann", "Max Mustermann"
OFFICE = ("Highways Office", {"basis": "document", "standing": "verified", "quote": "Cracks in two pillars."})

STORIES = [
    {
        "slug": "bridge",
        "headline": "The bridge is open again after nine years",
        "standfirst": "Lorries cross it since dawn; three villages wait for a pavement.",
        "dateline": "RIVERTOWN",
        "body": text("bridge"),
        "backstory": "We read the office's reports of nine years, and stood at the bridge when it opened.",
        "label": "exclusive",
        "topics": ["Bridges", "Roads"],
        "authors": [REPORTER, SECOND],
        "sources": [OFFICE],
    },
    {
        "slug": "bridge-ru",
        "headline": "Мост снова открыт после девяти лет ремонта",
        "standfirst": "Грузовики идут по нему с рассвета; три деревни ждут тротуара.",
        "body": text("bridge-ru"),
        "language": "ru",
        "translates": "bridge",
        "topics": ["Bridges"],
        "authors": [SECOND],
    },
    {
        "slug": "bridge-ar",
        "headline": "إعادة فتح الجسر بعد تسع سنوات",
        "standfirst": "الشاحنات تعبره منذ الفجر، وثلاث قرى تنتظر رصيفًا.",
        "body": text("bridge-ar"),
        "language": "ar",
        "translates": "bridge",
        "topics": ["Bridges"],
        "authors": [REPORTER],
    },
    {
        "slug": "bridge-hy",
        "headline": "Կամուրջը կրկին բաց է ինը տարի անց",
        "standfirst": "Բեռնատարներն անցնում են լուսաբացից, երեք գյուղ մայթի է սպասում։",
        "body": text("bridge-hy"),
        "language": "hy",
        "translates": "bridge",
        "topics": ["Bridges"],
        "authors": [REPORTER],
    },
    {
        "slug": "a-bench",
        "headline": "Keep the bench",
        "standfirst": "What a town loses when it no longer has to wait.",
        "body": text("letter"),
        "type_of_work": "opinion",
        "topics": ["Bridges"],
        "authors": [SECOND],
    },
    {
        "slug": "the-quay",
        "headline": "Eleven boats, and one book that counts them",
        "standfirst": "A day on the quay, before and after the storm.",
        "body": text("quay"),
        "type_of_work": "background",
        "topics": ["Harbour"],
        "authors": [REPORTER],
        "pictures": [
            (
                "quay",
                {"alt_text": "Boats in fog", "credit": "Drawn by a program", "caption": "The quay at noon"},
            ),
            ("nets", {"alt_text": "Nets hung to dry", "credit": "Drawn by a program"}),
        ],
    },
    {
        "slug": "the-ferry",
        "headline": "The last ferry leaves for the islands",
        "standfirst": "From Monday the islands have a bridge.",
        "body": text("letter"),
        "topics": ["Harbour"],
        "authors": [SECOND],
        "film": {
            "alt_text": "The ferry leaves",
            "credit": "Drawn by a program",
            "transcript": "Gulls.",
            "captions": "WEBVTT\n\n00:00.000 --> 00:01.000\nGulls.\n",
        },
    },
    {
        "slug": "the-toll",
        "headline": "The toll went in spring",
        "standfirst": "The region paid the last of the loan.",
        "body": text("bridge").replace("forty tonnes", "thirty tonnes").replace(" [@highways-office]", ""),
        "topics": ["Roads"],
        "authors": [REPORTER],
        "then": (
            "correct",
            {
                "kind": "correction",
                "note": "An earlier edition gave the limit for lorries as thirty tonnes. It is forty.",
                "changes": {"body": text("bridge").replace(" [@highways-office]", "")},
            },
        ),
    },
    {
        "slug": "a-flood",
        "headline": "A flood that did not come",
        "body": "It was to come on Friday.",
        "authors": [REPORTER],
        "then": ("withdraw", {"note": "Withdrawn: the gauge was broken, and the office said so too late."}),
    },
]
