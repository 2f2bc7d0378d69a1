"""Tables: quotations, columns that a mapping names, and rows that are broken."""

import json

import pytest

from articles.models import Article
from exchange.models import Arrival
from exchange.readers import tables

from .conftest import only_story

pytestmark = pytest.mark.django_db


def test_a_table_is_brought_by_the_names_of_its_columns(bring):
    bring(
        rows_DOT_csv='id;title;body;date;tags\n1;Boats;<p>Some <b>words</b></p>;2020-01-02;"sea, boats"\n2;Draft;Text;;\n'
    )

    first, second = Article.objects.order_by("pk")
    assert (first.headline, first.body, first.editions.count(), first.topics.count()) == (
        "Boats",
        "Some **words**",
        1,
        2,
    )
    assert second.editions.count() == 0


def test_a_quotation_far_behind_in_a_table_is_whole(bring):
    body = 'He said "yes, of course", and left.'
    rows = [f'{number},Boats,"{"words, " * 40}"' for number in range(50)]
    rows.append('51,Quotation,"{}"'.format(body.replace('"', '""')))

    report = bring(rows_DOT_csv="\n".join(["id,title,body", *rows]) + "\n")

    assert (Article.objects.get(headline="Quotation").body, report["problems"]) == (body, [])
    assert Article.objects.count() == 51


def test_cells_behind_the_head_of_a_table_are_reported_and_kept(bring):
    report = bring(rows_DOT_csv="id,title,body\n1,Boats,Some words,and more\n2,Ends,in a comma,\n")

    assert [place for place, _sentence in report["problems"]] == ["rows.csv, line 2"]
    assert ["field", "['and more']"] in Arrival.objects.get(key="row:1").left_out


def test_columns_that_are_read_are_not_left_out(bring, archive):
    mapping = archive.mapping('[fields]\ntitle = "Kopf"')
    row = {"id": 7, "key": "x", "Kopf": "Boats", "content": "Words", "text": "Other", "rank": 3}

    report = bring({"mapping": mapping}, rows_DOT_jsonl=json.dumps(row))

    left = Arrival.objects.get(key="row:7").left_out
    assert left == [["field", "key: x"], ["field", "text: Other"], ["field", "rank: 3"]]
    assert report["left"] == {"field": 1}


def test_rows_without_an_id_are_told_apart_by_their_files(bring, arrived):
    first = "title,body\nBoats,x\nFog,x\n"
    bring(a_DOT_csv=first)

    bring(b_DOT_csv="title,body\nRain,x\n", c_DOT_jsonl='{"title": "Snow", "body": "x"}\n')
    report = bring(a_DOT_csv=first)

    assert [arrived(key).headline for key in ("row:2", "row:3", "row:2, b.csv", "row:1, c.jsonl")] == [
        "Boats",
        "Fog",
        "Rain",
        "Snow",
    ]
    assert (Article.objects.count(), report["counts"]["unchanged"], report["problems"]) == (4, 4, [])


def test_a_mapping_names_the_columns(bring, archive):
    mapping = archive.mapping('[fields]\ntitle = "Kopf"\nbody = "Inhalt"\ndate = "Datum"')

    bring(
        {"mapping": mapping},
        rows_DOT_jsonl=json.dumps({"Kopf": "Boats", "Inhalt": "Words", "Datum": "2020-01-02"})
        + "\nnonsense\n[]\n",
    )

    assert (only_story().headline, only_story().editions.get().live_from.year) == ("Boats", 2020)


@pytest.mark.parametrize(
    "file", [{"rows_DOT_csv": "Kopf,Text\nBoats,x\n"}, {"rows_DOT_jsonl": '{"Kopf": "Boats"}'}]
)
def test_a_column_that_only_the_mapping_names_is_told(bring, archive, file):
    mapping = archive.mapping('[fields]\ntitle = "kopf"\nbody = "Inhalt"')

    report = bring({"mapping": mapping}, **file)

    assert [sentence for _place, sentence in report["problems"]] == [
        "it has no column “Inhalt”, which the mapping names"
    ]


def test_a_table_that_is_too_large_is_reported_and_not_cut(bring, monkeypatch):
    rows = "title,body\nA,Text\n"
    monkeypatch.setattr(tables, "MAX_BYTES", len(rows))

    report = bring(rows_DOT_csv=rows, more_DOT_csv=f"{rows}B,Text\n")

    assert [article.headline for article in Article.objects.all()] == ["A"]
    assert [sentence for _place, sentence in report["problems"]] == [
        "it is larger than 1 GB: export it in parts"
    ]


@pytest.mark.parametrize("depth", [600, 900, 100_000])
def test_a_row_of_values_within_each_other_is_a_line_in_the_report(bring, depth):
    deep = "[" * depth + "]" * depth
    report = bring(rows_DOT_jsonl=f'{{"title": "A", "x": {deep}}}\n{{"title": "B", "body": "x"}}\n')

    assert [place for place, _sentence in report["problems"]] == ["rows.jsonl, line 1"]
    assert Article.objects.get().headline == "B"


def test_broken_rows_are_lines_in_the_report(bring):
    report = bring(rows_DOT_jsonl='{"title": "A", "body": "x"}\nnonsense\n[5]\n')

    assert [place for place, _sentence in report["problems"]] == ["rows.jsonl, line 2", "rows.jsonl, line 3"]


@pytest.mark.parametrize("column", ["draft", "published"])
def test_a_table_says_in_any_word_what_is_a_draft(bring, column):
    words = {"draft": ("TRUE", "0", ""), "published": ("0", "1", "true")}[column]
    rows = "".join(f"{word or 'empty'},Text,2020-01-02,{word}\n" for word in words)

    bring(rows_DOT_csv=f"title,body,date,{column}\n{rows}")

    assert [each.editions.count() for each in Article.objects.order_by("pk")] == [0, 1, 1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "rows.csv",
            'title;id;body;Title\r\nBoats;1;"One\r\n\r\nTwo";Ships\r\n;2;Text;Fog\r\n\r\nRain;3;Text\r\n',
        ),
        (
            "rows.jsonl",
            '{"title":"Boats","id":1,"body":"One\\r\\n\\r\\nTwo","title":"Ships"}\n'
            '{"title":"","id":2,"body":"Text","Title":"Fog"}\n{"id":3,"title":"Rain","body":"Text"}',
        ),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
def test_of_columns_with_one_name_the_first_that_says_something_counts(archive, tmp_path, name, text, mark):
    (tmp_path / name).write_text(mark + text, "utf-8", newline="")

    archive.bring(file=tmp_path / name)

    said = list(Article.objects.order_by("pk").values_list("headline", "body"))
    assert said == [("Boats", "One\n\nTwo"), ("Fog", "Text"), ("Rain", "Text")]
    assert Arrival.objects.get(key="row:1").left_out == [["field", "title: Ships"]]
