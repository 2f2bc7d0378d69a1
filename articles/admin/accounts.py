"""Who works here, and what they may. Accounts are deactivated, never deleted: records name them."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext, gettext_noop

ROLES = gettext_noop("Reporter"), gettext_noop("Editor"), gettext_noop("Chief editor")
ACTS = {
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
    if act in ACTS and noun == kind.model:
        return gettext(ACTS[act]) % kind.name
    return gettext(permission.name)


# The database has them in English; lists, choices, filters and headings all ask for this.
Group.__str__, Permission.__str__ = name_of_group, name_of_permission

admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    def get_fields(self, request, obj=None):
        """Show who may only look its name as it is said, in place of the one that the database has."""
        return ["name" if self.has_change_permission(request, obj) else "__str__", "permissions"]


@admin.register(User)
class StaffAdmin(UserAdmin):
    """A chief editor opens accounts and gives groups; only a superuser goes beyond that."""

    actions = None

    def get_readonly_fields(self, request, obj=None):
        beyond = [] if request.user.is_superuser else ["is_superuser", "user_permissions"]
        return [*super().get_readonly_fields(request, obj), *beyond]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False
