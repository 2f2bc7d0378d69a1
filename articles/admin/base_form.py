"""What the forms of all acts share."""

from django import forms

from articles import desk
from articles.desk.registry import ACTS

from .forms import STORY


class ActForm(forms.Form):
    """One act of the desk: its cleaned fields are the arguments of the function in `desk`."""

    verb = ""
    needs_look = False  # what it would do is shown before it is done

    @property
    def media(self):
        return super().media + STORY

    def __init__(self, *args, article, timeline, **kwargs):
        self.article, self.timeline = article, timeline
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """Fit the fields to the story."""

    def arguments(self):
        return dict(self.cleaned_data)

    @property
    def is_proposal(self):
        """Ask whether somebody else has to confirm it before it is done."""
        return ACTS[self.verb].needs_second and self.timeline.publication.four_eyes

    def was_looked_at(self):
        """Ask whether the sent values are those that were last shown."""
        return self.data.get("looked_at") == self.fingerprint()

    def act(self, by):
        if self.is_proposal:
            return desk.propose(self.verb, self.article, by=by, **self.arguments())
        return getattr(desk, self.verb)(self.article, by=by, **self.arguments())
