"""Queries whose SQL is compiled once: Django takes longer to compile one than SQLite takes to answer it."""

from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache, update_wrapper, wraps

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from articles.models import prepared

MOMENT_MARKER = datetime(9000, 1, 1, tzinfo=UTC)  # what stands for a moment until the query is asked
NUMBER_MARKER = 1_900_000_000


class CompiledQuery:
    """A function that builds a queryset, turned into one that asks it: `@CompiledQuery`.

    Its positional arguments are values: moments, numbers, texts, tuples of these, or None. Its keyword
    arguments are constants. Each form of the query, with its Nones and its tuples' lengths, is compiled once.
    A tuple is filled up to a power of two with its last value, which changes nothing for IN: fewer forms.
    """

    def __init__(self, build):
        update_wrapper(self, build)
        self.build, self.forms = build, {}

    def __call__(self, *values, **constants):
        """Return the model objects, or the values, that the query finds."""
        form, flat = self._form(values, constants)
        return form.as_objects(form.ask(flat))

    def rows(self, *values, **constants):
        """Return what the query finds as rows, which become model objects only where they are needed."""
        form, flat = self._form(values, constants)
        return [Row(form, raw) for raw in form.ask(flat)]

    def _form(self, values, constants):
        values = [_filled(value) if isinstance(value, tuple) else value for value in values]
        # None changes the SQL (IS NULL, or a condition that the builder leaves out), so it belongs to
        # the form.
        shape = (*map(_shape, values), *constants.items())
        flat = [each for value in values for each in (value if isinstance(value, tuple) else [value])]
        flat = [each for each in flat if each is not None]
        if shape not in self.forms:
            markers = [_marker(each, number) for number, each in enumerate(flat)]
            self.forms[shape] = CompiledForm(self.build(*_put(values, iter(markers)), **constants), markers)
        return self.forms[shape], flat


class CompiledForm:
    """The SQL of one query, and the places in it where values go."""

    def __init__(self, queryset, markers=()):
        if queryset.query.select_for_update:
            # Django refuses a lock outside a transaction at each ask; here nothing would.
            raise TypeError("A lock is never compiled once: ask for it with a queryset of its own.")
        self.model, self.query = queryset.model, queryset.query
        self.iterable, self.fields = queryset._iterable_class, queryset._fields
        self.compiler = self.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, params = self.compiler.as_sql()
        # Django raises it where a condition can never be true, such as `pk__in=[]`.
        except EmptyResultSet:
            self.sql, self.params, self.places = "", [], []
            return
        known = {adapted(marker): number for number, marker in enumerate(markers)}
        # A value is found again by being equal to its marker, so markers may be equal to nothing
        # else.
        self.params = list(params)
        self.places = [(place, known[param]) for place, param in enumerate(params) if param in known]
        if {number for _place, number in self.places} != set(range(len(markers))):
            raise TypeError("The SQL changes a value before it compares it, so it can't be compiled once.")

    def ask(self, values=()):
        """Return the raw rows."""
        if not self.sql:
            return []
        params, values = self.params.copy(), [adapted(value) for value in values]
        for place, number in self.places:
            params[place] = values[number]
        with prepared.cursor() as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()

    def as_objects(self, rows):
        """Return what Django makes of raw rows."""
        if not rows:
            return []
        # Copies, since Django's compilers keep state while they read rows, and threads share the
        # form.
        compiler, query = copy(self.compiler), copy(self.query)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.execute_sql = lambda *args, **options: [rows]
        compiler.get_converters = lambda *args: self.converters
        query.get_compiler = lambda *args, **options: compiler
        queryset = QuerySet(self.model, query, DEFAULT_DB_ALIAS)
        queryset._fields = self.fields
        return list(self.iterable(queryset))

    @cached_property
    def converters(self):
        """Return {place in a row: what Django does to its value}."""
        return self.compiler.get_converters([each[0] for each in self.compiler.select])

    @cached_property
    def columns(self):
        """Return {column of the model itself, or annotation: its place in a row}."""
        select = self.compiler.select
        places = {
            select[place][0].target.attname: place for place in self.compiler.klass_info["select_fields"]
        }
        annotations = self.compiler.annotation_col_map or {}
        return {**places, **annotations, "pk": places[self.model._meta.pk.attname]}

    def value(self, raw, place):
        """Return what Django makes of one value of a raw row."""
        value = raw[place]
        converters, expression = self.converters.get(place, ((), None))
        for convert in converters:
            value = convert(value, expression, connections[DEFAULT_DB_ALIAS])
        return value


class Row:
    """A row as the database returned it, equal to another of the same values.

    Any attribute that is no column is read from a model object, which is made when it is first needed.
    """

    def __init__(self, form, raw):
        self.form, self.raw = form, raw

    def __eq__(self, other):
        return self.raw == other.raw and self.form.columns == other.form.columns

    def __hash__(self):
        return hash(self.raw)

    @cached_property
    def thing(self):
        return self.form.as_objects([self.raw])[0]

    def forget(self):
        """Drop the cached values; each is computed again at its next use."""
        for name in (*self.form.columns, "thing"):
            vars(self).pop(name, None)

    def stored(self, name):
        """Return the value of a column as the database keeps it: good for keys, and to compare."""
        return self.raw[self.form.columns[name]]

    def __getattr__(self, name):
        place = self.form.columns.get(name)
        if place is None:
            return getattr(self.thing, name)
        # Kept, so that JSON, and moments on SQLite, are parsed once.
        value = self.__dict__[name] = self.form.value(self.raw, place)
        return value


def cached_by_rows(maxsize):
    """Cache what a function makes of rows, and of tuples of rows; as keys they keep their values alone."""

    def decorate(make):
        @lru_cache(maxsize)
        @wraps(make)
        def made(*told):
            result = make(*told)
            for each in told:
                for row in each if isinstance(each, tuple) else (each,):
                    if isinstance(row, Row):
                        row.forget()
            return result

        return made

    return decorate


def adapted(value):
    """Return a value as it goes to the database."""
    if isinstance(value, datetime):
        return connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(value)
    return value


def _filled(values):
    wanted = 1 << max(len(values) - 1, 0).bit_length()
    return values + values[-1:] * (wanted - len(values))


def _shape(value):
    if isinstance(value, tuple):
        return len(value), type(value[0]) if value else None
    return None if value is None else type(value)


def _marker(value, number):
    """Return a value that stands for another of its type, and that nothing else in a query is equal to."""
    if isinstance(value, datetime):
        return MOMENT_MARKER + timedelta(microseconds=number)
    return NUMBER_MARKER + number if isinstance(value, int) else f"\ue000{number}"


def _put(values, markers):
    """Yield values with each replaced by the next marker."""
    for value in values:
        if isinstance(value, tuple):
            yield tuple(next(markers) for _each in value)
        else:
            yield None if value is None else next(markers)
