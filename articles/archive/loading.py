"""The rows of a fixture: stored in bulk, and what follows from them derived once, behind the last."""

from django.apps import apps
from django.core import serializers
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.core.serializers import sort_dependencies
from django.core.serializers.base import DeserializationError

from articles import search
from articles.models import Act, Article, Byline, Citation, Edition, EditionLink, Publication, site_state

from . import act_chain, bulk_insert, deriving, filling, indexing, loaded_keys

PART = 500  # rows held at once
OURS = set(apps.get_app_config("articles").get_models())
HISTORY = Article.history.model


def is_dump(rows):
    """Ask whether a fixture holds a whole newsroom: only a dump brings the groups."""
    return any(row.get("model") == "auth.group" for row in rows)


def is_of_another(rows):
    """Ask whether a dump is of another newsroom: no act of its log is here, or one is another.

    Most rows have no key but a number, which is another row's there. Without a log it lacks stories.
    """
    of_models = {label: [] for label in ("articles.article", "articles.act")}
    for row in rows:
        of_models.get(str(row.get("model")).lower(), []).append(row)
    stories, acts = of_models.values()
    uids = {str(row["fields"].get("uid")) for row in stories}
    digests = {row["fields"].get("number"): row["fields"].get("digest") for row in acts}
    here = dict(Act.objects.values_list("number", "digest").iterator())
    if digests and here:
        both = here.keys() & digests.keys()
        return not both or any(digests[number] not in (here[number], None, "") for number in both)
    return any(str(uid) not in uids for uid in Article.objects.values_list("uid", flat=True))


def in_the_way(rows):
    """Return what is here already of what a dump would replace or renumber, in the plural; else nothing.

    Rows that have a name are found again by it; most others have a number only, which is another row's there.
    """
    labels = {str(row.get("model")).lower() for row in rows}
    models = (model for model in apps.get_models() if model._meta.label_lower in labels)
    unnamed = (model for model in models if not hasattr(model, "natural_key"))
    there = (model for model in (Article, *unnamed) if model._base_manager.exists())
    return next((model._meta.verbose_name_plural for model in there), "")


def in_order(rows):
    """Yield (model, its rows): what is named before what names it, whatever order the file has.

    Rows stand by primary key, by which lists sort what is equal; those without one as in the file.
    """
    models = sort_dependencies([(app, None) for app in apps.get_app_configs()])
    places = {model._meta.label_lower: place for place, model in enumerate(models)}
    of_models = {}
    for row in rows:
        of_models.setdefault(str(row.get("model")).lower(), []).append(row)
    for label in sorted(of_models, key=lambda label: places.get(label, len(places))):
        model = models[places[label]] if label in places else None
        yield model, sorted(of_models[label], key=_by_key)


def _by_key(row):
    key = row.get("pk")
    return (1, key, "") if isinstance(key, int) else (0, 0, str(key or ""))


class Load:
    """One load into an open transaction. `adds` leaves every row that is there already as it is."""

    def __init__(self, adds=False, **options):
        self.adds, self.options = adds, options
        self.keys, self.models, self.deferred = {}, set(), []
        self.editions, self.copies, self.underived = [], set(), []
        self.derived_rows = self.rows_here = 0  # left out

    def rows(self, rows):
        """Store a fixture's rows. A dump's primary keys hold where its table is empty."""
        is_whole = is_dump(rows)
        for model, part in in_order(rows):
            if model and issubclass(model, EditionLink):
                self.derived_rows += len(part)
                continue
            if is_whole and hasattr(model, "natural_key") and model._base_manager.exists():
                part = self._beside(model, part)
            for start in range(0, len(part), PART):
                objects = self._deserialized(model, part[start : start + PART])
                loaded_keys.keep(model, objects, part[start : start + PART])
                self.store(model, objects, is_whole and not self.adds, is_whole)
            self._settle(model)

    def _beside(self, model, rows):
        """Return a dump's rows, with keys that hold beside the rows that are here."""
        if not loaded_keys.name_field(model):
            return list(map(loaded_keys.without_key, rows))
        if not self.adds:
            loaded_keys.make_room(model, rows)
            return rows
        new, renamed = loaded_keys.new_ones(model, rows)
        self.keys |= {(model, name): key for name, key in renamed.items()}
        self.rows_here += len(renamed)
        return new

    def _settle(self, model):
        """Let rows name others of their own kind as soon as all of that are there: an edition prints both."""
        waiting, self.deferred = self.deferred, []
        for each in waiting:
            named = {field.remote_field.model for field in each.deferred_fields}
            if not (type(each.object) is model and named == {model} and self._is_settled(each)):
                self.deferred.append(each)

    def _is_settled(self, each):
        """Store what a row names; False where that is in no file so far."""
        try:
            each.save_deferred_fields()
        except DeserializationError:
            return False
        return True

    def _deserialized(self, model, rows):
        rows = (self._with_keys(model, row) for row in rows)
        try:
            return list(
                serializers.deserialize("python", rows, handle_forward_references=True, **self.options)
            )
        except DeserializationError:
            raise
        except Exception as error:
            raise DeserializationError(f"Error deserializing object: {error}") from error

    def _with_keys(self, model, row):
        fields = {name: self._key(model, name, value) for name, value in row["fields"].items()}
        return {**row, "fields": fields}

    def _key(self, model, name, value):
        """Return primary keys in the place of natural ones; what isn't there yet stays as it is."""
        try:
            field = model._meta.get_field(name) if isinstance(value, list) else None
        except (AttributeError, FieldDoesNotExist):
            return value
        if not (field and field.remote_field):
            return value
        found = [
            self._found(field.remote_field.model, key) for key in (value if field.many_to_many else [value])
        ]
        if None in found:
            return value
        return found if field.many_to_many else found[0]

    def _found(self, model, natural):
        """Return the primary key for a natural one, asked for once; None where there is no such row."""
        if not isinstance(natural, list):
            return natural
        known = (model, *map(str, natural))
        if known not in self.keys:
            try:
                self.keys[known] = model._default_manager.get_by_natural_key(*natural).pk
            except ObjectDoesNotExist:
                return None
        return self.keys[known]

    def store(self, model, objects, restores=False, is_complete=False):
        """Store deserialized rows of one model: those with a key of their own in one statement."""
        there = self._there(model, objects)
        replaces = restores or not (self.adds or model in OURS)
        kept = [each for each in objects if replaces or each.object.pk not in there]
        self.rows_here += len(objects) - len(kept)
        bulk = [self._stored(each, there, is_complete) for each in kept]
        bulk_insert.insert([row for row in bulk if row])
        self._join(model, kept, there)
        self._remember(model, kept)

    def _there(self, model, objects):
        keys = [each.object.pk for each in objects if each.object.pk is not None]
        return set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))

    def _stored(self, each, there, is_complete):
        """Store a row, or return one that others go with; what a dump has is complete."""
        row = each.object
        row.skip_history_when_saving = True  # simple-history leaves raw saves out, but not topics
        if isinstance(row, HISTORY):  # an article of that uid may have another key here
            row.id = self._found(Article, [str(row.uid)]) or row.id
        if isinstance(row, Edition) and row.derived is None:
            self.underived.append(row)
        # An older dump knows no chain of the log: its acts are sealed one by one, as they come.
        is_complete = is_complete and (not isinstance(row, Act) or bool(row.digest))
        if type(row) in filling.FILL and row.pk not in there and not is_complete:
            filling.FILL[type(row)](row)
        if row.pk is not None and row.pk not in there and (is_complete or type(row) not in filling.FILL):
            return row
        given = each.m2m_data
        each.save(save_m2m=False)
        each.m2m_data = given
        return None

    def _join(self, model, objects, there):
        """Store what many-to-many fields name."""
        for field in model._meta.many_to_many:
            through, named = (
                field.remote_field.through,
                [each for each in objects if field.name in each.m2m_data],
            )
            ours, theirs = (
                through._meta.get_field(name)
                for name in (field.m2m_field_name(), field.m2m_reverse_field_name())
            )
            replaced = [each.object.pk for each in named if each.object.pk in there]
            through._base_manager.filter(**{f"{ours.name}__in": replaced}).delete()
            pairs = ((each.object.pk, key) for each in named for key in each.m2m_data[field.name])
            bulk_insert.insert_values(through, (ours.attname, theirs.attname), pairs)

    def _remember(self, model, objects):
        self.models.add(model)
        self.deferred += [each for each in objects if each.deferred_fields]
        if model is Edition:
            self.editions += [each.object.pk for each in objects]
        if model is Article:
            self.copies.update(each.object.pk for each in objects)
        if model in (Byline, Citation):
            self.copies.update(each.object.article_id for each in objects)

    def derive(self):
        """Derive what follows from the rows, in parts: once all of them are there, their order is nothing."""
        language = Publication.objects.current().language
        for edition in self.underived:
            deriving.derive(edition, deriving.predecessor(edition), language)
            Edition.objects.filter(pk=edition.pk).update(body_html=edition.body_html, derived=edition.derived)
        for keys in parts(self.editions):
            editions = list(Edition.objects.filter(pk__in=keys).order_by("pk"))
            indexing.index_many(editions)
            search.index_many(editions)
        for keys in parts(self.copies):
            with search.at_the_end():
                for key in keys:
                    search.index_copy(key)
        if Act in self.models:
            act_chain.end()
        site_state.replace_token()


def parts(keys):
    keys = sorted(keys)
    return (keys[start : start + PART] for start in range(0, len(keys), PART))
