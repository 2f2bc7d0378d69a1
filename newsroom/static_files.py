from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Names each file by its hash, in the imports of ES modules too."""

    support_js_module_import_aggregation = True


def weak_etag(headers, path, url):
    """Give all codings of a file one weak ETag: a strong one would say that their bytes are equal."""
    stat = Path(path).stat()
    headers["ETag"] = f'W/"{int(stat.st_mtime):x}-{stat.st_size:x}"'
