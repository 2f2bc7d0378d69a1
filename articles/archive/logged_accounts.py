"""Whether accounts, roles and desks may do what the log's acts left them.

The log takes stock once of all that are there. From then on each act on an account, a role or a section holds
what it may afterwards, or who its editors are. An upgrade may change roles, so that stock is taken again.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from articles.models import Act, Publication, Section
from articles.text import word_masks
from newsroom import __version__

from . import logged_rows

STOCK = "take_stock"
FLAGS = ("is_active", "is_staff", "is_superuser", "email")
RULES = ("four_eyes", "second_factor_roles")
CALLED = {"user": "username", "group": "name", "section": "slug"}
KINDS = ACCOUNT, ROLE, SECTION = "user", "group", "section"


def rights_of(row):
    """Return what an account or a role may, for the log: flags, roles, and permissions by their names."""
    if isinstance(row, Group):
        return {"permissions": _codes(row.permissions)}
    flags = {name: getattr(row, name) for name in FLAGS}
    roles = sorted(row.groups.values_list("name", flat=True))
    return {**flags, "groups": roles, "permissions": _codes(row.user_permissions)}


def desk_of(section):
    """Return whose desk a section is, and whether others see its stories there, for the log."""
    editors = sorted(editor.username for editor in section.editors.all())
    return {"is_closed": section.is_closed, "editors": editors}


def said_of(row):
    """Return {name: what an act on a row holds of what is allowed by it}, {} of other rows."""
    kind = row._meta.model_name
    if kind == SECTION:
        return {"desk": desk_of(row)}
    return {"rights": rights_of(row)} if kind in KINDS else {}


def _codes(permissions):
    rows = permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{label}.{code}" for label, code in rows)


def is_stock_due():
    """Ask whether the log knows nothing of accounts yet, or of the roles of this version."""
    last = Act.objects.filter(verb=STOCK).order_by("-number").values_list("data__version", flat=True).first()
    return last != __version__


def stock():
    """Return what the log holds of all accounts, roles, sections and rules that are there."""
    paper = Publication.objects.current()
    return {
        "version": __version__,
        "accounts": {row.username: rights_of(row) for row in _accounts()},
        "roles": {row.name: rights_of(row) for row in Group.objects.order_by("name")},
        "desks": {row.slug: desk_of(row) for row in _sections()},
        "rules": {name: getattr(paper, name) for name in RULES},
        "embargoes": logged_rows.embargoes(),
    }


def _accounts():
    rows = get_user_model().objects.order_by("pk")
    return rows.prefetch_related("groups", "user_permissions").iterator(chunk_size=500)


def _sections():
    return Section.objects.order_by("slug").prefetch_related("editors")


def last_rights(name):
    """Return an account's rights by the newest act that records them, {} without one."""
    acts = Act.objects.filter(subject=f"{ACCOUNT}:{name}", data__has_key="rights").order_by("-number")
    rights = acts.values_list("data__rights", flat=True).first()
    if rights is None:
        stock = Act.objects.filter(verb=STOCK).order_by("number").first()
        rights = stock.data["accounts"].get(name, {}) if stock else {}
    return rights


# Compared with the log


def faults():
    """Yield (what, sentence) where an account or a role differs from the log, or did before an act."""
    logged, broken = _logged()
    yield from broken
    if logged is None:
        return
    for kind, rows, nouns in (
        (ACCOUNT, {row.username: rights_of(row) for row in _accounts()}, "an account"),
        (ROLE, {row.name: rights_of(row) for row in Group.objects.order_by("name")}, "a role"),
        (SECTION, {row.slug: desk_of(row) for row in _sections()}, "a section"),
    ):
        known = logged[kind]
        # An import makes sections too; whether one is gone is asked by the names in print.
        names = rows.keys() & known.keys() if kind == SECTION else rows.keys() | known.keys()
        for name in sorted(names):
            if name not in known:
                yield f"{kind} {name}", f"{nouns} is there, and no act says so"
            elif name not in rows:
                yield f"{kind} {name}", f"{nouns} is gone, and no act says so"
            elif wrong := _wrong(rows[name], known[name]):
                yield f"{kind} {name}", f"{nouns} is not as the log says: {', '.join(wrong)}"


def _wrong(found, logged):
    return sorted(name for name in logged if found.get(name) != logged[name])


def _logged():
    """Return ({kind: {name: rights}}, faults) by the acts; of a log that took no stock, None and none."""
    logged, broken = None, []
    acts = Act.objects.filter(verb__in=(STOCK, "add_row", "change_row", "delete_row")).order_by("number")
    for act in acts.iterator():
        kind, _colon, name = act.subject.partition(":")
        if act.verb == STOCK:
            logged, faults = _with_stock(logged, act.data)
            broken += faults
        elif logged is not None and kind in KINDS:
            broken += _apply(logged, kind, name, act)
    return logged, broken


def _with_stock(logged, data):
    """Return what is known from a stock on: of accounts and sections, the first stock alone is believed."""
    sections = data.get("desks", {})  # of a version before this rule, none
    if logged is None:
        return {ACCOUNT: dict(data["accounts"]), ROLE: dict(data["roles"]), SECTION: dict(sections)}, []
    logged[ROLE] = dict(data["roles"])
    faults = [
        (f"{ACCOUNT} {name}", "an account was not as the log said when stock was taken")
        for name in sorted(logged[ACCOUNT].keys() | data["accounts"].keys())
        if logged[ACCOUNT].get(name) != data["accounts"].get(name)
    ]
    faults += [
        (f"{SECTION} {name}", "a section was not as the log said when stock was taken")
        for name in sorted(sections.keys() & logged[SECTION].keys())
        if logged[SECTION][name] != sections[name]
    ]
    logged[SECTION] = {**sections, **logged[SECTION]}
    return logged, faults


def _apply(logged, kind, name, act):
    """Change what is known of an account, a role or a section's desk by one act; return what was wrong."""
    known, changes = logged[kind], act.data.get("changes", {})
    if kind == SECTION and name.startswith(word_masks.CODE):
        known.clear()  # which of them it was is redacted
        return []
    if act.verb == "delete_row":
        known.pop(name, None)
        _rename(logged, kind, name, None)
        return []
    if act.verb == "change_row":
        before = changes.get(CALLED[kind], {}).get("before") or name
        if before != name:
            _rename(logged, kind, before, name)
        # An account that nobody made by an act is known by none of its own acts.
        if before not in known and act.name in ("", name):
            return []
        was = known.pop(before, None)
    else:
        was = None
    rights = act.data.get("desk" if kind == SECTION else "rights")
    if rights is None:  # of a version before this rule
        return []
    known[name] = rights
    may_differ = {"permissions" if change == "user_permissions" else change for change in changes}
    wrong = [each for each in _wrong(rights, was or rights) if each not in may_differ]
    said = f"was changed past the acts before act {act.number}: {', '.join(wrong)}"
    return [(f"{kind} {name}", said)] if wrong else []


def _rename(logged, kind, before, name):
    """Give an account or a role another name, or none, where others name it."""
    if kind == SECTION:
        return
    of, column = (ACCOUNT, "groups") if kind == ROLE else (SECTION, "editors")
    for rights in logged[of].values():
        names = {name if each == before else each for each in rights[column]}
        rights[column] = sorted(names - {None})
