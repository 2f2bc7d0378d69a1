"""What another newsroom says of itself, its name, colours, logos and policies: set where no story is yet."""

from django.core.exceptions import ValidationError
from django.db import transaction

from articles.desk import auditing, public_rows
from articles.models import Edition, Publication, clock


def set_up(job, images):
    """Give a newsroom without stories what another one says of itself; what somebody set here stays."""
    site = job.inventory.site
    if not _is_for_us(site):
        return
    with transaction.atomic():
        clock.lock()
        row = Publication.objects.current()
        files = {name: file for name, file in site.logos.items() if getattr(row, name) is None}
        logos = {name: found[3] for name, file in files.items() if (found := images.row(file))}
        if names := _put(row, site.columns | logos):
            row.save()
            job.report.settings += names
            job.report.counts["settings"] += len(names)
            _log(row, "begin_import", job.importing, job.importing.by)


def count(site):
    """Return how many settings would be set, its logos among them."""
    row = Publication.objects.current()
    logos = [name for name in site.logos if getattr(row, name) is None]
    return len(_put(row, site.columns)) + len(logos) if _is_for_us(site) else 0


def _is_for_us(site):
    return bool(site.columns or site.logos) and not Edition.objects.exists()


def _put(row, values):
    """Set what is as it was at first, and return the names of what was set and may be."""
    fields = {name: row._meta.get_field(name) for name in values}
    new = {
        name: values[name]
        for name, field in fields.items()
        if getattr(row, field.attname) == field.get_default() != values[name]
    }
    for name in new:
        setattr(row, fields[name].attname, new[name])
    for name in _wrong(row) & new.keys():
        setattr(row, fields[name].attname, fields[name].get_default())
        del new[name]
    return list(new)


def _wrong(row):
    """Return the names of what no form would take."""
    found = set() if row.zone.key == row.time_zone else {"time_zone"}
    try:
        row.clean()
    except ValidationError as error:
        found |= set(error.message_dict)
    return found


def take_back(importing, by):
    """Undo that, as long as nobody changed anything of it."""
    if names := importing.report.get("settings"):
        row = Publication.objects.current()
        for field in map(row._meta.get_field, names):
            setattr(row, field.attname, field.get_default())
        row.save()
        _log(row, "take back", importing, by)


def _log(row, verb, importing, by):
    told = {"publication": [public_rows.words_of(row)]}
    auditing.log(verb, "import", importing.pk, by=by, headline=importing.origin, first=told)
