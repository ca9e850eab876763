"""Static files of production: hashed names, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports of ES modules to hashed names."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def hashed_name(self, name, content=None, filename=None):
        """What a comment in htmx's own files names (`import("../htmx")`, a type) is no file; any other gap is an error."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            if name.startswith("django_htmx/"):
                return name
            raise
