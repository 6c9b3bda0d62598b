"""What the database gives for a moment is that moment, to the microsecond, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq import Format

from qinqing.kernel.moments import Moment


def test_a_moment_comes_back_as_it_was_given(db: None) -> None:
    zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

    @given(st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31), timezones=zones))  # noqa: DTZ001
    def there_and_back(moment: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select %s::timestamptz", [moment])
            found = cursor.fetchone()[0]
        assert found == moment
        assert found.tzinfo is UTC

    there_and_back()


def test_every_connection_reads_by_it(db: None) -> None:
    oid = connection.connection.adapters.types["timestamptz"].oid
    with connection.cursor() as cursor:
        assert cursor.adapters.get_loader(oid, Format.TEXT) is Moment


def test_a_moment_that_python_has_no_room_for_is_said_to_be_one(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 'infinity'::timestamptz")
        with pytest.raises(DataError, match="infinity"):
            cursor.fetchone()
