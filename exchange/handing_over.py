"""An archive that was handed over at the desk: looked at, mapped, brought part by part, and taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.archive import digests
from articles.desk import auditing
from articles.models import Act, Publication, clock

from . import rollback, uploads
from .import_job import ImportJob
from .models import Import
from .readers.opening import BadFile
from .running import Refused, only_import

MOST_STORIES = 20_000  # each part of an import reads all of them, at 1,000 a second or more
SECONDS = 8  # of bringing in one request; a proxy waits for 60, and reading comes on top


def hand_over(archive, pictures, by):
    """Store an uploaded archive and look at it; return its row, or raise BadFile."""
    row = Import(upload=uploads.keep(archive, pictures), uploaded_at=clock.now(), by=by)
    try:
        upload = uploads.Upload(row)
        _look(row, upload, upload.mapping())
    except BaseException:
        uploads.forget(row)
        raise
    row.save()
    auditing.log("add_row", "import", row.pk, by=by, headline=row.origin)
    return row


def _look(row, upload, mapping):
    """Read everything, write what would happen into the row, and the first mapping beside the files."""
    job = ImportJob(upload.sources(), mapping, upload.media())
    told = job.preview().as_json()
    stories = sum(count for what, count in told["counts"].items() if what.startswith(("stories,", "pages,")))
    if stories > MOST_STORIES:
        raise BadFile(
            _(
                "It holds %(count)s stories, which is too much for the desk. Whoever runs this newsroom "
                "brings it with the command: manage.py bring."
            )
            % {"count": stories}
        )
    if not upload.mapping_file.exists():
        upload.mapping_file.write_text(job.mapping_file(), "utf-8")
    row.origin, row.form, row.report = job.mapping.origin or job.origin(), job.form, told


def change_mapping(row, text, by):
    """Look again with another mapping, then take it; raise BadMapping, BadFile or Refused before that."""
    with only_import():
        row.refresh_from_db()
        if row.state != Import.State.LOOKED_AT:
            raise Refused(_("It is being brought already: its mapping stays."))
        upload = uploads.Upload(row)
        with upload.other_mapping(text) as mapping:
            _look(row, upload, mapping)
            row.by = by  # who prepared it answers for it
            with transaction.atomic():
                row.save()
                auditing.log("change_row", "import", row.pk, by=by, fields=["mapping"], headline=row.origin)


def as_seen(row):
    """Return a hash of what an import would do, as its page shows it: another mapping has another hash."""
    mapping = uploads.Upload(row).mapping_file.read_text("utf-8")
    return digests.hash_of([row.report, mapping])


def bring_part(row, by, seen=""):
    """Bring for some seconds, from where the last part ended; raise Refused or BadFile.

    `seen` is the hash of what was on the page of whoever begins it.
    """
    upload = uploads.Upload(row)  # the job holds the mapping from here on
    job = ImportJob(upload.sources(), upload.mapping(), upload.media(), by=row.by, origin=row.origin)
    row.refresh_from_db()
    if sentence := objection(row, by):
        raise Refused(sentence)
    if row.state == Import.State.LOOKED_AT and seen != as_seen(row):
        raise Refused(_("It was changed since you looked. Look again, and then bring it."))
    job.begun_by = by
    job.bring(importing=row, seconds=SECONDS)
    if row.ended_at:
        uploads.forget(row)


def objection(row, by):
    """Return why somebody may not bring an archive, or an empty string: it brings words to readers."""
    if row.state not in (Import.State.LOOKED_AT, Import.State.BEGUN):
        return _("This import has ended already.")
    four_eyes = Publication.objects.current().four_eyes
    if row.state == Import.State.LOOKED_AT and four_eyes and has_prepared(row, by):
        return _("Four eyes are the rule, and you prepared this import. A colleague has to begin it.")
    return ""


def has_prepared(row, user):
    """Ask whether somebody handed an archive over, or changed its mapping, at any time."""
    acts = Act.objects.filter(subject=f"import:{row.pk}", verb__in=("add_row", "change_row"), by=user)
    return row.by == user or acts.exists()


def drop(row, by):
    """Remove an archive of which nothing was brought."""
    with only_import():
        row.refresh_from_db()
        if row.state != Import.State.LOOKED_AT:
            raise Refused(_("It is being brought already. Take it back instead."))
        uploads.forget(row)
        auditing.log("delete_row", "import", row.pk, by=by, headline=row.origin)
        row.delete()


def take_back(row, by):
    """Remove for some seconds what an import brought, and last its files.

    Return how many of each; where stories are "left", it has to be asked again. Raise Refused.
    """
    if row.state == Import.State.LOOKED_AT:
        raise Refused(_("Nothing of it was brought."))
    counts = rollback.take_back(row, by, SECONDS)
    if not counts.get("left"):
        uploads.forget(row)
    return counts
