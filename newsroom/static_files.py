"""The static files, each named by its hash, and whether those that were collected are of this version."""

from filecmp import cmp
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Names each file by its hash, in the imports of ES modules too."""

    support_js_module_import_aggregation = True

    def load_manifest(self):
        """Take a damaged list for none, so that files can be collected anew."""
        try:
            return super().load_manifest()
        except ValueError:
            return {}, ""

    def lacks(self, name):
        return name not in self.hashed_files or not self.exists(self.hashed_files[name])


def differences():
    """Return the names of files of the code (that were not collected, whose contents were others then)."""
    if settings.DEBUG or not isinstance(staticfiles_storage, ModuleStorage):
        return [], []
    sources = {}
    for finder in get_finders():
        for name, folder in finder.list([]):
            sources.setdefault(name, folder.path(name))
    missing = [name for name in sources if staticfiles_storage.lacks(name)]
    return missing, [name for name in sources.keys() - missing if not _is_collected(name, sources[name])]


def _is_collected(name, source):
    copy = Path(staticfiles_storage.path(name))
    return copy.is_file() and cmp(source, copy, shallow=False)


def weak_etag(headers, path, url):
    """Give all codings of a file one weak ETag: a strong one would say that their bytes are equal."""
    stat = Path(path).stat()
    headers["ETag"] = f'W/"{int(stat.st_mtime):x}-{stat.st_size:x}"'
