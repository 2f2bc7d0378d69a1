"""The demo's own stories: each shows what a page can hold, and says only how this paper is made."""

from dataclasses import dataclass
from datetime import timedelta

from articles.archive import deriving, printing
from articles.desk import importing
from articles.models import Article, Byline, Citation, Section, Source, Story, Topic

from . import newsroom

Work = Story.TypeOfWork
SECTION = "This demo"
SERIES = "How this paper works"
SOURCE = "Newsroom’s handbook"
SIGNED = "Newsroom’s demo"  # as a bare name: nobody is invented
PICTURES = 8  # drawings that they show
PLAIN = ("headline", "standfirst", "type_of_work", "label", "language", "lead_form")


@dataclass(frozen=True)
class OwnStory:
    headline: str
    standfirst: str
    body: str
    type_of_work: str = Work.EXPLAINER
    label: str = ""
    lead: int | None = None  # the number of its drawing
    lead_form: str = ""
    language: str = ""
    translates: int | None = None  # the place of the story that it translates
    pictures: tuple = ()  # the numbers of the drawings that {0}, {1} … of the body stand for
    is_part: bool = True  # of the series


STORIES = (
    OwnStory(
        "How a story here says where it comes from",
        "Each source has a mark in the text, and a line at its end.",
        """A citation is a mark behind a sentence, such as the one at the end of this one. [@{source}]

::: facts What a source says of itself
- who or what it is, and for whom it speaks
- how we know: on the record, a document, data, our own observation
- how far it has been checked
:::

Two people of one ministry count as one voice, since they speak for the same. [@{source}]

::: quote
Who reads a story sees at once on how many voices it rests.

From the handbook
:::

The page of a source lists all stories that rest on it.""",
        lead=1,
        lead_form="wide",
    ),
    OwnStory(
        "How an error is corrected, and stays corrected",
        "A correction is a new edition with a note; the old one stays in the history.",
        """Whoever corrects a story begins with what readers have,
not with what the desk is writing. [@{source}]

```chart bars How far a note is seen
Place, Readers who meet it
Above the text, 3
On the page of corrections, 2
In the history, 1
```

The figures of this chart are ranks, not counts: they show how a chart looks.

::: beside
![](image:{0})
:::

A picture beside the text leaves room for the words around it. On a phone it stands between them. The history
shows two editions side by side, with what was left out and what was added. Anybody can check
that no edition was changed later. [@{source}]""",
        lead=2,
        pictures=(4,),
    ),
    OwnStory(
        "How a front is laid out in a minute",
        "An editor puts stories into slots, from a moment until a moment; time fills the others.",
        """The lead is the largest, and beside it stand up to four lines that were chosen by hand. [@{source}]

![](image:{0})
![](image:{1})
![](image:{2})

Each section has a band, in one of four forms that the chief editor chooses. A front of the past can be
read at its address.""",
        lead=3,
        pictures=(5, 6, 7),
    ),
    OwnStory(
        "Как материал говорит, на что он опирается",
        "У каждого источника есть знак в тексте и строка в конце.",
        """Ссылка — это знак после предложения, такой как в конце этого. [@{source}]

Два сотрудника одного министерства — один голос: они говорят от имени одного и того же.""",
        language="ru",
        translates=0,
        lead=1,
        is_part=False,
    ),
    OwnStory(
        "A demo should report nothing",
        "Made-up news is read as news by somebody.",
        """This piece shows how an opinion looks: it has a tint, and says whose view it is. The other
stories of this demo were published elsewhere, and each says where. [@{source}]""",
        type_of_work=Work.OPINION,
        is_part=False,
    ),
    OwnStory(
        "What is shown here, and where to look",
        "A list of the pages of this demo, added to as they are made.",
        """A story with the label “live” has a mark on each list. [@{source}]

The archive has a calendar, the page of sources a table that can be sorted, and the page of corrections
every note.""",
        type_of_work=Work.NEWS,
        label="live",
        lead=0,
        lead_form="upright",
        is_part=False,
    ),
)


def rows(load):
    """Yield their rows, the newest of all: an hour lies between them."""
    section = newsroom.rows_by_name(Section, [SECTION], front_form=Section.FrontForm.LINES)[SECTION]
    series = newsroom.rows_by_name(Topic, [SERIES], is_series=True)[SERIES]
    source = newsroom.rows_by_name(Source, [SOURCE], kind=Source.Kind.DOCUMENT)[SOURCE]
    articles = []
    for place, own in enumerate(STORIES):
        article = _article(load, own, articles, section, source)
        articles.append(article)
        topics = {series} if own.is_part else set()
        yield _rows(load, article, source, topics, load.at - timedelta(hours=len(STORIES) - place))


def _article(load, own, before, section, source):
    shown = [load.pictures[number].key for number in own.pictures]
    return Article(
        pk=next(load.article_keys),
        **{name: getattr(own, name) for name in PLAIN},
        slug=load.slug(own.headline, own.language),
        body=own.body.format(*shown, source=source.slug),
        section=section,
        lead_image=None if own.lead is None else load.pictures[own.lead],
        translation_of=None if own.translates is None else before[own.translates],
        stage=Article.Stage.APPROVED,
        approved_version=1,
        created_at=load.at,
        updated_at=load.at,
    )


def _rows(load, article, source, topics, moment):
    bylines = [Byline(article=article, name=SIGNED, order=0)]
    citation = Citation(article=article, source=source, mark=source.slug, basis=Citation.Basis.DOCUMENT)
    printed = newsroom.printed_rows(bylines, citation, topics) | {"pictures": printing.pictures(article)}
    edition = load.edition(article, None, newsroom.ONE[0], moment, printed)
    importing.tile([edition])
    deriving.derive(edition, None, load.language)
    return importing.Rows(article, bylines, [citation], topics, [edition])
