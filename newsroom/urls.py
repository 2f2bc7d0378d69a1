from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from articles.admin.preview_links import outside

from .accounts import invited

# Whoever isn't signed in goes to the one sign-in page that throttles and asks for the second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("preview/<str:secret>/", outside, name="outside_preview"),
    # Django's own page counts and logs no wrong password.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", include("articles.admin.urls")),
    path("admin/", admin.site.urls),
    path("accounts/invited/<str:key>/", invited, name="invited"),
    path("accounts/", include("allauth.urls")),
    path("", include("articles.public.urls")),
]

handler403 = "articles.admin.refused.forbidden"
handler404 = "articles.public.site.not_found"
handler500 = "articles.public.site.server_error"
