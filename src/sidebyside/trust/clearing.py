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


def tables() -> list[str]:
    """Tables of content with dead rows in them, as the server counts; none where it is not PostgreSQL."""
    if connection.vendor != "postgresql":
        return []
    content = [model._meta.db_table for model in apps.get_models() if issubclass(model, ContentModel)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables"
            " WHERE schemaname = current_schema() AND n_dead_tup > 0 AND relname = ANY(%s) ORDER BY relname",
            [content],
        )
        return [name for (name,) in cursor.fetchall()]


def _owed() -> Iterable[Owed]:
    return [Owed(WHOLE_SERVER, int(time.time()) // HOUR_S)] if tables() else []


def clear_up(_code: str, _attempt: int) -> None:
    """Nobody waits for it: others read and write meanwhile. It needs to own the tables, and nothing more."""
    # VACUUM is refused inside a transaction.
    assert not connection.in_atomic_block
    found = tables()
    with connection.cursor() as cursor:
        for table in found:
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
    logger.info("Cleared up %s tables.", len(found))


def _tell_nobody(_owed: Owed, _word: str) -> None:
    """It stays owed, under the next hour's attempt."""


def register() -> None:
    jobs.register(jobs.Kind(CLEAR_UP, jobs.Queue.QUICK, (clear_up,), _owed, _tell_nobody))
