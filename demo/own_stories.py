"""The demo's own stories: each shows what a page can hold, and says only how this paper is made."""

from dataclasses import dataclass
from datetime import timedelta

from articles.archive import deriving, printing
from articles.desk import importing, notifying
from articles.models import Article, Byline, Citation, Person, Relation, Section, Source, Story, Topic

from . import newsroom

Work = Story.TypeOfWork
SECTION, VIEWS = "This demo", "Views"
SERIES = "How this paper works"
SOURCE = "Newsroom’s handbook"
SIGNED = "Newsroom’s demo"  # a name, and nobody behind it
ABOUT_IT = {
    "role": "demonstration",
    "bio": "Signs what this demonstration wrote itself. Nobody stands behind the name,"
    " and the portrait is a drawing.",
}
PICTURES = 8  # drawings that they show
PORTRAIT = 2
BELOW_LEAD = 2, 6, 7  # the places of the stories that stand below the newest
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
    section: str = SECTION


STORIES = (
    OwnStory(
        "Paid space looks like paid space",
        "An advertisement says so above its headline, and never stands among the news.",
        """Nobody paid for this one. It shows how a text looks for which somebody paid: a frame, another face
for its headline, and a line that says whose words these are. [@{source}]

No list of news holds it, no feed of news, and no front unless an editor puts it there.""",
        type_of_work=Work.ADVERTISEMENT,
        lead=6,
        is_part=False,
    ),
    OwnStory(
        "The silent edit, remembered by nobody",
        "It was quick, it was convenient, and no reader could prove it.",
        """A word changed overnight, and the page looked as if it had always stood there. That was the silent
edit. It left no note, no date, and no earlier version. [@{source}]

It has no place in this paper: whoever changes what readers have writes a new edition, and says
which kind of change it is. It leaves behind a page of corrections.""",
        type_of_work=Work.OBITUARY,
        lead=4,
        is_part=False,
    ),
    OwnStory(
        "Four questions to a handbook",
        "What a source is, who may change a text, and what time has to do with it.",
        """**What is a source?** Who or what a statement rests on: a person, a paper, a set of
figures. [@{source}]

**Who may change what readers have?** Somebody who may publish in that section, and with a
reason. [@{source}]

::: beside
![](image:{0})
:::

**What happens at six?** A story that is planned for six is live at six, since each page asks what
is in force now. No program has to wake up for it. [@{source}]

**And what does nobody change?** An edition that was live. [@{source}]""",
        type_of_work=Work.INTERVIEW,
        lead=5,
        pictures=(1,),
        is_part=False,
    ),
    OwnStory(
        "On paper, a story keeps its sources",
        "A printout of this paper, judged by the paper itself.",
        """What comes out of the printer is a story and not a web page: no menu, no buttons, black on white.
The addresses of links stand behind their words. [@{source}]

The best part is the last line. It names the edition that was printed, and a small square beside it
leads a phone to the one that is in force now.

The weakest part: a long list of sources takes a page of its own.""",
        type_of_work=Work.REVIEW,
        is_part=False,
        section=VIEWS,
    ),
    OwnStory(
        "Why a note above the text is read, and one below it is not",
        "Where a correction stands decides who meets it.",
        """Whoever opens a story begins at its top, and many leave before its end. A note at the end would
tell those who have read everything already. [@{source}]

So the note of a correction stands above the text, with its kind and its date. The price is that a
small error is as visible as a large one. What was only mistyped gets no note, and stands in the
history.""",
        type_of_work=Work.ANALYSIS,
        is_part=False,
        section=VIEWS,
    ),
    OwnStory(
        "Status flag asks for one more state",
        "“Published” and “not published” no longer do, it says.",
        """The status flag of an unnamed system has asked for a further state. “I can say that a story is
live,” it said, “but not since when, in which words, and who is to blame.” [@{source}]

It was offered a table of editions, and asked to think about it.""",
        type_of_work=Work.SATIRE,
        is_part=False,
        section=VIEWS,
    ),
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
        """Whoever corrects a story begins with what readers have, not with what the desk is
writing. [@{source}]

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

A picture beside the text leaves room for the words around it. On a phone it stands between them.
The history shows two editions side by side, with what was left out and what was added. Anybody can
check that no edition was changed later. [@{source}]""",
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

Each section has a band, in one of four forms that the chief editor chooses. A front of the past can
be read at its address.""",
        lead=3,
        pictures=(5, 6, 7),
    ),
    OwnStory(
        "Как материал говорит, на что он опирается",
        "У каждого источника есть знак в тексте и строка в конце.",
        """Ссылка — это знак после предложения, такой как в конце этого. [@{source}]

Два сотрудника одного министерства — один голос: они говорят от имени одного и того же.""",
        language="ru",
        translates=6,
        lead=1,
        is_part=False,
    ),
    OwnStory(
        "A demo should report nothing",
        "Made-up news is read as news by somebody.",
        """This piece shows how an opinion looks: it has a tint, and says whose view it is. The
stories of the other sections were published elsewhere, and each says where. [@{source}]""",
        type_of_work=Work.OPINION,
        is_part=False,
        section=VIEWS,
    ),
    OwnStory(
        "What is shown here, and where to look",
        "A list of the pages of this demo, added to as they are made.",
        """A story with the label “live” has a mark on each list. [@{source}]

The archive has a calendar, the page of sources a table that can be sorted, and the page of
corrections every note.""",
        type_of_work=Work.NEWS,
        label="live",
        lead=0,
        lead_form="upright",
        is_part=False,
    ),
)


def rows(load):
    """Yield their rows, the newest of all: an hour lies between them."""
    sections = newsroom.rows_by_name(Section, [SECTION], front_form=Section.FrontForm.LINES)
    sections |= newsroom.rows_by_name(Section, [VIEWS], front_form=Section.FrontForm.OPINION)
    series = newsroom.rows_by_name(Topic, [SERIES], is_series=True)[SERIES]
    source = newsroom.rows_by_name(Source, [SOURCE], kind=Source.Kind.DOCUMENT)[SOURCE]
    signed = newsroom.rows_by_name(Person, [SIGNED], portrait=load.pictures[PORTRAIT], **ABOUT_IT)[SIGNED]
    articles = []
    for place, own in enumerate(STORIES):
        article = _article(load, own, articles, sections[own.section], source)
        articles.append(article)
        topics = {series} if own.is_part else set()
        moment = load.at - timedelta(hours=len(STORIES) - place)
        yield _rows(load, article, signed, source, topics, moment)


def relate(load):
    """Put lines below the newest, which leads the front."""
    articles = {article.headline: article for article in Article.objects.filter(created_at=load.at)}
    lead, *below = (articles[STORIES[place].headline] for place in (-1, *BELOW_LEAD))
    Relation.objects.bulk_create(
        Relation(article=lead, other=other, place=place, related_from=load.at)
        for place, other in enumerate(below)
    )
    notifying.log("relate", lead, None, load.at, stories=[str(other.uid) for other in below])


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


def _rows(load, article, signed, source, topics, moment):
    bylines = [Byline(article=article, person=signed, order=0)]
    citation = Citation(article=article, source=source, mark=source.slug, basis=Citation.Basis.DOCUMENT)
    printed = newsroom.printed_rows(bylines, citation, topics) | {"pictures": printing.pictures(article)}
    edition = load.edition(article, None, newsroom.ONE[0], moment, printed)
    importing.tile([edition])
    deriving.derive(edition, None, load.language)
    return importing.Rows(article, bylines, [citation], topics, [edition])
