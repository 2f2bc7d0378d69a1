"""Who works here, and what they may. Accounts are deactivated, never deleted: records name them."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from .logged import Logged

ROLES = gettext_noop("Reporter"), gettext_noop("Editor"), gettext_noop("Chief editor")
PERMISSION_LABELS = {
    "add": gettext_noop("Add %s"),
    "change": gettext_noop("Change %s"),
    "delete": gettext_noop("Delete %s"),
    "view": gettext_noop("View %s"),
}


def name_of_group(group):
    return gettext(group.name)


def name_of_permission(permission):
    act, _underscore, noun = permission.codename.partition("_")
    kind = ContentType.objects.get_for_id(permission.content_type_id)
    if act in PERMISSION_LABELS and noun == kind.model:
        return gettext(PERMISSION_LABELS[act]) % kind.name
    return gettext(permission.name)


# The database has both in English: what the desk shows of them is translated here.
NAMES = {Group: name_of_group, Permission: name_of_permission}

admin.site.unregister([User, Group])


class Translated:
    """An admin whose choices of groups and permissions speak the user's language."""

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.related_model in NAMES:
            field.label_from_instance = NAMES[db_field.related_model]
        return field


class GroupFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        return [(key, gettext(name)) for key, name in super().field_choices(field, request, model_admin)]


@admin.register(Group)
class RoleAdmin(Logged, Translated, GroupAdmin):
    list_display = ["role"]
    ordering = ["name"]

    @admin.display(description=gettext_lazy("role"), ordering="name")
    def role(self, group):
        return name_of_group(group)

    @admin.display(description=gettext_lazy("permissions"))
    def what_it_may(self, group):
        return ", ".join(map(name_of_permission, group.permissions.all()))

    def get_fields(self, request, obj=None):
        """Show who may only look its name as it is said, in place of the one that the database has."""
        may = self.has_change_permission(request, obj)
        return ["name", "permissions"] if may else ["role", "what_it_may"]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["subtitle"] = obj and name_of_group(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(User)
class StaffAdmin(Logged, Translated, UserAdmin):
    """A chief editor opens accounts and gives groups; only a superuser goes beyond that."""

    actions = None
    list_filter = [*UserAdmin.list_filter[:-1], ("groups", GroupFilter)]

    def get_readonly_fields(self, request, obj=None):
        beyond = [] if request.user.is_superuser else ["is_superuser"]
        return [*super().get_readonly_fields(request, obj), *beyond]

    def get_fieldsets(self, request, obj=None):
        """Leave one person's own permissions to superusers: everybody else has those of a role."""
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f != "user_permissions"]})
            if obj and not request.user.is_superuser
            else (name, options)
            for name, options in super().get_fieldsets(request, obj)
        ]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False
