"""Write the archive's head for others to sign, stamp and keep."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.archive import signing, whole_files, witnessing
from articles.management.paths import given_path
from articles.models import Edition, Publication, clock


class Command(BaseCommand):
    help = (
        "Write a checkpoint of the archive into a folder: the signed note, a request for a time stamp, the "
        "key, and the proof that the last checkpoint there is a beginning of it."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=given_path)
        parser.add_argument(
            "--edition", nargs=2, metavar=("SLUG", "NUMBER"), help="write the proof that an edition is in it"
        )

    def handle(self, *args, folder, edition, **options):
        address = Publication.objects.current().address
        if not settings.SIGNING_KEY or not address:
            raise CommandError("A checkpoint is signed: set SIGNING_KEY, and the publication's address.")
        rows = witnessing.digests(signing.last_settled_minute(clock.now()))
        hashes = witnessing.leaves(rows)
        index = place_of(edition, rows) if edition else None
        note = witnessing.checkpoint(address, hashes)
        files = {"key": witnessing.verifier_key(address)}
        before = last_size(folder)
        if before and not is_beginning(folder, before, hashes):
            raise CommandError(f"The past was rewritten since checkpoint-{before}: nothing is written.")
        if 0 < before < len(rows):
            files[f"consistency-{before}-{len(rows)}"] = witnessing.consistency_proof(hashes, before)
        if edition:
            files["-".join(edition) + ".tlog-proof"] = witnessing.inclusion_proof(note, hashes, index)
        files = {name: text.encode() for name, text in files.items()}
        files[f"checkpoint-{len(rows)}.tsq"] = witnessing.time_stamp_request(note)
        files[f"checkpoint-{len(rows)}"] = note.encode()  # the last: the next run begins at it
        write(folder, files)
        self.stdout.write(f"{folder / f'checkpoint-{len(rows)}'} is written: hand it to your witnesses.")


def write(folder, files):
    """Write files in their order, each whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for half in folder.glob("*.half"):  # of a run that was ended
            half.unlink()
        for name, content in files.items():
            whole_files.write(folder / name, content)
    except OSError as error:
        raise CommandError(f"{folder} can't be written: {error.strerror}.") from error


def last_size(folder):
    """Return the size of the largest checkpoint in a folder, or 0."""
    sizes = (path.name.removeprefix("checkpoint-") for path in folder.glob("checkpoint-*"))
    return max((int(text) for text in sizes if text.isdecimal()), default=0)


def is_beginning(folder, size, hashes):
    """Ask whether the archive still begins with what a checkpoint in a folder covers."""
    note = (folder / f"checkpoint-{size}").read_text()
    return size <= len(hashes) and witnessing.is_root(note, hashes[:size])


def place_of(edition, rows):
    """Return the place of an edition among the digests."""
    slug, number = edition
    uids = Edition.objects.at_address(slug, clock.now()).values_list("article_uid", flat=True)
    wanted = (uids.first(), number)
    place = next((place for place, row in enumerate(rows) if (row[0], str(row[1])) == wanted), None)
    if place is None:
        raise CommandError(f"No edition {number} of {slug} is in the archive yet.")
    return place
