"""An admin whose changes stand in the newsroom's own log, with what was there before."""

from articles.desk import auditing


class Logged:
    """Write an act for each row that is added, changed or deleted."""

    keeps_words = True  # else only which fields: what they say may be a confidential name, or have to go

    def said(self, changes):
        return {"changes": changes} if self.keeps_words else {"fields": sorted(changes)}

    def save_related(self, request, form, formsets, change):
        described = getattr(request, "described", ())  # an act of its own logs these, or proposes them
        found = auditing.changes(form)
        request.logged_changes = {name: found[name] for name in found if name not in described}
        super().save_related(request, form, formsets, change)

    def log_addition(self, request, obj, message):
        auditing.log_row("add_row", obj, by=request.user, **self.said(request.logged_changes))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Log a change; where there was no form of the row, a password was set."""
        changes = getattr(request, "logged_changes", None)
        if changes is None:
            auditing.log_row("set_password", obj, by=request.user)
        elif changes:
            auditing.log_row("change_row", obj, by=request.user, **self.said(changes))
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for row in queryset:
            auditing.log_row("delete_row", row, by=request.user)
        return super().log_deletions(request, queryset)
