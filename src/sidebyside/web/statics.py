from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names with hashes also inside modules.

    Otherwise a page that names a module and a module that imports it load two copies, of which the second
    cannot define its element, and an upgraded server is read with old modules from a browser's cache.
    """

    support_js_module_import_aggregation = True
