"""A newsroom in the middle of its day: one story of each kind that the desk's pages show."""

from datetime import timedelta

from articles import desk
from articles.desk import fronts
from articles.models import (
    Article,
    Autosave,
    Citation,
    Coverage,
    Person,
    Publication,
    SavedView,
    Section,
    Snippet,
    Source,
    clock,
)  # fmt: skip
from tests.cast import make_user

STORM = """The last trains left Harbour Street before noon, and the quay was closed at noon [@weather-office].

> “We had six hours, and we used them,” the harbour master said [@harbour-master].

See [the list of closed streets](http://example.org/streets) and [the map]().

| street | opens |
| --- | --- |
| Harbour Street | at six |
| Mill Lane | tomorrow |
"""


class Room:
    """Who works here, and the stories by what they are an example of."""

    def __init__(self, chief=None, reporter=None):
        self.chief = chief or make_user("boss", "Chief editor")
        self.reporter = reporter or make_user("reporter", "Reporter")
        self.now = clock.now()
        self.section = Section.objects.get_or_create(slug="world", defaults={"name": "World"})[0]
        Publication.objects.update_or_create(pk=1, defaults={"house_words": "boat → ship"})
        self.person = Person.objects.create(name="Night desk")
        self.office = Source.objects.create(name="Weather office", kind="government", role="forecasts")
        self.master = Source.objects.create(name="Harbour master", kind="person", represents=self.office)
        self.live, self.planned, self.waiting, self.storm, self.clashing = self.stories()
        self.notes_and_plans()

    def write(self, headline, body="It rained.", *, by=None, sources=(), **fields):
        article = Article(headline=headline, body=body, section=self.section, **fields)
        desk.save(article, by=by or self.chief)
        for source in sources:
            Citation.objects.create(article=article, source=source, basis="on-record", standing="reported")
        return article

    def stories(self):
        said = "Ferries run [@harbour-master]."
        live = self.write("Ferry line opens a year early", said, sources=[self.master])
        desk.publish(live, by=self.chief)
        live.standfirst = "The first boat leaves at five."
        desk.save(live, by=self.chief, base=live.version)
        planned = self.write("What the budget means for schools")
        desk.publish(planned, by=self.chief, at=self.now + timedelta(minutes=30))
        waiting = self.write("Union and railway agree on shifts", by=self.reporter)
        desk.submit(waiting, by=self.reporter)
        storm = self.write("Storm closes the harbour", STORM, sources=[self.office, self.master])
        clashing = self.write("Library stays open on Sundays", "First.\n\nSecond.\n\nThird.")
        return live, planned, waiting, storm, clashing

    def notes_and_plans(self):
        back = self.write("A bridge, and who paid for it", by=self.chief)
        desk.submit(back, by=self.chief)
        desk.send_back(back, by=self.chief, reason="Who says so? One more voice, please.")
        desk.assign(self.storm, by=self.chief, assignee=self.chief, priority=1)
        desk.note(self.storm, by=self.reporter, text="Since when?", passage="the quay was closed")
        desk.share(self.storm, by=self.chief, until=self.now + timedelta(hours=1))
        fronts.place(self.live, by=self.chief, slot=0)
        desk.expire(self.live, by=self.chief, at=self.now + timedelta(days=2))
        Coverage.objects.create(
            slugline="Council votes on the bridge", section=self.section, assignee=self.chief, by=self.chief,
            due_at=self.now + timedelta(hours=3), note="Room 4. Ask for Mrs Hill.",
        )  # fmt: skip
        Snippet.objects.create(name="Match report", begins_story=True, headline="A – B 0:0")
        SavedView.objects.create(name="World drafts", query="stage__exact=draft")
        Autosave.objects.create(user=self.reporter, article=self.waiting, version=1, saved_at=self.now)
