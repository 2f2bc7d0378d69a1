"""Who works here, and what they may. Accounts are deactivated, never deleted: records name them."""

from itertools import chain, count

from allauth.account.admin import EmailAddress  # behind its admin class, which is registered by then
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.base.internal.flows import delete_dangling_recovery_codes
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from articles.desk import auditing, inviting, notifying, sessions

from .lists import AskedAsShown, TitledList
from .logged import Logged
from .offered import FilteredKeys
from .stale_check import StaleCheck

# Django calls them “Authentication and Authorization”.
apps.get_app_config("auth").verbose_name = gettext_lazy("Accounts")
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

# A row of mail addresses beside an account is another way into it, past the log: the account holds its own.
admin.site.unregister([User, Group, Authenticator, EmailAddress])


class Translated:
    """An admin whose choices of groups and permissions speak the user's language."""

    show_facets = admin.ShowFacets.NEVER
    empty_value_display = ""

    def get_changelist(self, request, **kwargs):
        return TitledList

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = FilteredKeys(db_field.verbose_name, is_stacked=False)
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.related_model in NAMES:
            field.label_from_instance = NAMES[db_field.related_model]
        return field


class GroupFilter(admin.RelatedFieldListFilter):
    def field_choices(self, field, request, model_admin):
        return [(key, gettext(name)) for key, name in super().field_choices(field, request, model_admin)]


@admin.register(Group)
class RoleAdmin(Logged, StaleCheck, Translated, GroupAdmin):
    list_display = ["role"]
    ordering = ["name"]

    @admin.display(description=gettext_lazy("role"), ordering="name")
    def role(self, group):
        return name_of_group(group)

    @admin.display(description=gettext_lazy("permissions"))
    def what_it_may(self, group):
        return ", ".join(map(name_of_permission, group.permissions.all()))

    def get_readonly_fields(self, request, obj=None):
        """Leave a role its name where the publication asks for its second factor by it."""
        is_named = obj is not None and obj.name in request.publication.second_factor_roles
        return ["name"] if is_named else []

    def get_fields(self, request, obj=None):
        """Show its translated name, not the stored one, to users who may not change it."""
        may = self.has_change_permission(request, obj)
        return ["name", "permissions"] if may else ["role", "what_it_may"]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["subtitle"] = obj and name_of_group(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class InvitationForm(forms.ModelForm):
    """A colleague by name, mail address and role; the name for signing in is made of the address."""

    role = forms.ModelChoiceField(label=gettext_lazy("Role"), queryset=Group.objects.order_by("name"))

    class Meta:
        model = User
        fields = ("first_name", "last_name", "email")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
        self.fields["role"].label_from_instance = name_of_group

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(gettext("An account has this mail address already."))
        return email

    def _save_m2m(self):
        super()._save_m2m()
        self.instance.groups.set([self.cleaned_data["role"]])

    def save(self, commit=True):
        user = self.instance
        user.username, user.is_staff = free_username(user.email.partition("@")[0]), True
        user.set_unusable_password()
        return super().save(commit)


def free_username(wanted):
    """Return a name for signing in that nobody has: the wanted one, or that with a number."""
    name = "".join(letter for letter in wanted if letter.isalnum() or letter in "._-")[:140] or "colleague"
    rows = User.objects.filter(username__istartswith=name)
    taken = {each.casefold() for each in rows.values_list("username", flat=True)}
    names = chain([name], (f"{name}{number}" for number in count(2)))
    return next(each for each in names if each.casefold() not in taken)


class AccountForm(UserChangeForm):
    def clean_username(self):
        """Refuse another's name in other letters: signing in takes both for one, and would open neither."""
        name = self.cleaned_data["username"]
        others = User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk)
        if "username" in self.changed_data and others.exists():
            raise forms.ValidationError(User._meta.get_field("username").error_messages["unique"])
        return name


BEYOND = ["is_superuser", "is_staff", "user_permissions", "last_login", "date_joined"]
RIGHTS = {"groups", "is_active", "is_superuser", "is_staff", "user_permissions"}


@admin.register(User)
class StaffAdmin(Logged, StaleCheck, Translated, UserAdmin):
    """A chief editor invites colleagues and gives roles; only a superuser goes beyond that."""

    actions = None
    form = AccountForm
    add_form = InvitationForm
    add_form_template = "admin/auth/user/invitation.html"
    add_fieldsets = [(None, {"fields": ["first_name", "last_name", "email", "role"]})]
    list_display = ["username", "name", "email", "roles", "is_active"]
    list_filter = ["is_active", ("groups", GroupFilter)]
    readonly_fields = ["way_in", "last_login"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.invite_again)
        return [path("<int:pk>/invite/", view, name="auth_user_invite"), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def name(self, user):
        return user.get_full_name()

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user):
        return ", ".join(map(name_of_group, user.groups.all()))

    @admin.display(description=gettext_lazy("password"))
    def way_in(self, user):
        if inviting.has_identity(user):
            return gettext("Your organisation opens this account, and nothing else does.")
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        said = gettext("Chosen.") if user.has_usable_password() else gettext("Invited; none is chosen yet.")
        return format_html('{} <a href="{}">{}</a>', said, address, gettext("Set one by hand"))

    def get_fieldsets(self, request, obj=None):
        """Leave what goes beyond a role to superusers, one person's own permissions for instance."""
        if obj is None:
            return self.add_fieldsets
        own = [
            (None, {"fields": ["username", "first_name", "last_name", "email", "way_in"]}),
            (gettext("Role"), {"fields": ["groups", "is_active"]}),
        ]
        beyond = [(gettext("Beyond a role"), {"fields": BEYOND})]
        return [*own, *beyond] if request.user.is_superuser else own

    def add_view(self, request, form_url="", extra_context=None):
        title = {"title": gettext("Invite a colleague")}
        return super().add_view(request, form_url, title | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        may = {"may_invite": user is not None and self.may_invite(request, user)}
        return super().change_view(request, object_id, form_url, may | (extra_context or {}))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            notifying.invite(form.instance, by=request.user)
            self.say_invited(request, form.instance)
            return
        if "email" in form.changed_data:  # allauth keeps each as a row of its own
            EmailAddress.objects.filter(user=form.instance).delete()
        if RIGHTS.intersection(form.changed_data):
            sessions.end(form.instance, but=request.session.session_key)

    def may_invite(self, request, user):
        """Ask whether a user may send somebody, who has chosen no password yet, a link to do so."""
        is_opened = user.has_usable_password() or inviting.has_identity(user)
        waits = user.is_active and user.email and not is_opened
        return bool(waits) and self.has_add_permission(request) and self.has_change_permission(request, user)

    def invite_again(self, request, pk):
        user = get_object_or_404(User, pk=pk)
        if request.method != "POST" or not self.may_invite(request, user):
            raise PermissionDenied
        notifying.invite(user, by=request.user)
        self.say_invited(request, user)
        return redirect("admin:auth_user_change", pk)

    def say_invited(self, request, user):
        said = gettext("An invitation goes to %(address)s. Its link lives a week.") % {"address": user.email}
        messages.success(request, said)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Authenticator)
class SecondFactorAdmin(AskedAsShown, AuthenticatorAdmin):
    """Second factors: a lost one is deleted here. Nobody types one, and its secret is not shown."""

    fields = AuthenticatorAdmin.list_display

    def log_deletions(self, request, queryset):
        """Say in the log whose it was, and nothing of the key."""
        for factor in queryset:
            if factor.user == request.user:  # logged, and forgotten by this session, as on one's own pages
                told = {"request": request, "user": factor.user, "authenticator": factor}
                authenticator_removed.send(Authenticator, **told)
                continue
            said = [f"second factor: {factor.type}"]
            auditing.log_row("change_row", factor.user, by=request.user, fields=said)
            sessions.end(factor.user, but=request.session.session_key)
        return super().log_deletions(request, queryset)

    def delete_queryset(self, request, queryset):
        for factor in list(queryset):
            self.delete_model(request, factor)

    def delete_model(self, request, obj):
        """Take the recovery codes along with the last factor that they stand for."""
        super().delete_model(request, obj)
        delete_dangling_recovery_codes(obj.user)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (request.user.is_superuser or not (obj and obj.user.is_superuser))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
