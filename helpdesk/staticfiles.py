"""Static files of production: hashed names, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports of ES modules to hashed names."""

    support_js_module_import_aggregation = True
    manifest_strict = False
