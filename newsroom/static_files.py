from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Names each file by its hash, in the imports of ES modules too."""

    support_js_module_import_aggregation = True
