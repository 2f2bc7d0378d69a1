"""How PostgreSQL is read: behind PgBouncer, a cursor that outlives its transaction is another server's."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_on("postgresql")]


def cursors_while_reading():
    rows = ContentType.objects.order_by("pk").iterator(chunk_size=1)
    next(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        (found,) = cursor.fetchone()
    assert len(list(rows)) == ContentType.objects.count() - 1
    return found


def test_no_cursor_of_the_server_outlives_a_transaction():
    assert cursors_while_reading() == 0


def test_within_a_transaction_rows_come_as_they_are_read():
    with transaction.atomic():
        assert cursors_while_reading() == 1
