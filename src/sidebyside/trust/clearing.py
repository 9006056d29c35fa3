"""PostgreSQL: tables of content from which something was deleted are cleared up within the hour.

What was deleted lies there sealed: a recording's words under a key that is destroyed, single words of somebody's under
their own, which lives on. VACUUM lets the room be used again; it overwrites nothing. So bytes stay in the table's file
until something else is written there, and in the server's log of writes until that is recycled.
"""

import logging
import time
from collections.abc import Iterable

from django.apps import apps
from django.db import connection

from sidebyside import jobs
from sidebyside.jobs import Owed
from sidebyside.trust.sealed import ContentModel

CLEAR_UP = "clear_up_tables"
# The whole server's work has no thing of its own.
WHOLE_SERVER = "00000000-0000-0000-0000-000000000000"
HOUR_S = 3600

logger = logging.getLogger(__name__)


def tables() -> dict[str, bool]:
    """Tables of content with dead rows in them, as the server counts, and whether they may be cleared up from here: by
    whoever owns them. None where it is not PostgreSQL."""
    if connection.vendor != "postgresql":
        return {}
    content = [model._meta.db_table for model in apps.get_models() if issubclass(model, ContentModel)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT counted.relname, pg_has_role(known.relowner, 'USAGE') FROM pg_stat_user_tables AS counted"
            " JOIN pg_class AS known ON known.oid = counted.relid"
            " WHERE schemaname = current_schema() AND n_dead_tup > 0 AND counted.relname = ANY(%s)"
            " ORDER BY counted.relname",
            [content],
        )
        return dict(cursor.fetchall())


def _owed() -> Iterable[Owed]:
    return [Owed(WHOLE_SERVER, int(time.time()) // HOUR_S)] if tables() else []


def clear_up(_code: str, _attempt: int) -> None:
    """Nobody waits for it: others read and write meanwhile."""
    # VACUUM is refused inside a transaction; for somebody else's table it warns, does nothing and says that it did.
    assert not connection.in_atomic_block
    found = tables()
    own = [name for name, is_own in found.items() if is_own]
    with connection.cursor() as cursor:
        for table in own:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    logger.info("Cleared up %s tables.", len(own))
    if len(own) < len(found):
        logger.error(
            "Not cleared up: %s. The role of SIDEBYSIDE_DATABASE_URL does not own them. "
            "Let it own them, or clear them up by hand (VACUUM).",
            ", ".join(name for name in found if name not in own),
        )


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under the next hour's attempt."""


def register() -> None:
    jobs.register(jobs.Kind(CLEAR_UP, jobs.Queue.QUICK, (clear_up,), _owed, _tell_nobody))
