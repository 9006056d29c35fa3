"""Choosing the settings for a command, with a sentence where they are wrong."""

import os
import sys
from pathlib import Path

from sidebyside.web.demo.stamp import WrongFolder, check_for_school

SERVE = "sidebyside.web.settings.serve"


class CannotStart(Exception):
    """One plain sentence for the operator."""


def use_school() -> Path:
    """Loads the settings of a real school and returns its data folder. Raises ``CannotStart``."""
    from django.core.exceptions import ImproperlyConfigured

    os.environ["DJANGO_SETTINGS_MODULE"] = SERVE
    try:
        from django.conf import settings

        folder = Path(settings.SIDEBYSIDE["DATA"])
        database = settings.DATABASES["default"]
    except ImproperlyConfigured as error:
        raise CannotStart(
            f"{error}\nThe operator's guide lists every setting: docs/guides/operator.md"
        ) from None
    is_file = database["ENGINE"].endswith("sqlite3")
    try:
        check_for_school(folder, Path(str(database["NAME"])) if is_file else None)
    except WrongFolder as wrong:
        raise CannotStart(str(wrong)) from None
    return folder


def complain(error: Exception) -> int:
    print(error, file=sys.stderr)
    return 2
