"""What readers tell the paper: the form for errors. And the page about the paper itself."""

import re
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import desk
from articles.models import clock

from .site import localised, public_page, render, site_of
from .stories import edition_at

SIGNER = Signer(salt="report")
QUICKEST, SLOWEST = 3, 24 * 3600  # s from the page's opening to its sending
HOUR = 3600  # s
FROM_ONE, TO_ONE_STORY = 5, 50  # letters taken in an hour
WITH_PORT = re.compile(r"\[([^]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+")


class Report(forms.Form):
    """An error, as a reader sees it."""

    passage = forms.CharField(
        label=gettext_lazy("Which passage?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )
    text = forms.CharField(
        label=gettext_lazy("What is wrong, and how do you know?"),
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address, if you want an answer"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    # People don't see it: who fills it in fills in every field of every form.
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned  # it is to be sent once more anyway
        if cleaned.get("website") or not QUICKEST <= age(cleaned.get("opened", "")) <= SLOWEST:
            raise forms.ValidationError(_("Please read it over and send it once more."))
        return cleaned


def form_stamp():
    """Return the moment at which a form is opened, signed, so that no robot makes one up."""
    return SIGNER.sign(int(clock.server_time().timestamp()))


def age(signed):
    """Return the seconds since a form was opened; a forged moment is of no age."""
    try:
        return clock.server_time().timestamp() - int(SIGNER.unsign(signed))
    except (BadSignature, ValueError):
        return -1


# No cookie is set on readers, so there is no session that a forged request could abuse: the signed moment
# stands in the form where Django's token would.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """Store a reader's report of an error in a story as a note for the desk."""
    with localised(site_of(request)):
        response = answer(request, slug)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def answer(request, slug):
    """Show the form of a story, or what became of a letter."""
    edition = edition_at(slug, clock.now())
    if not edition.has_text:
        raise Http404
    if edition.slug != slug and request.method != "POST":
        return redirect(reverse("report", args=[edition.slug], query=request.GET))
    form = Report(request.POST) if request.method == "POST" else Report(initial={"opened": form_stamp()})
    is_taken = form.is_bound and form.is_valid() and is_welcome(request, form, edition.article_id)
    if is_taken and cache.add(key := letter_key(form), True, SLOWEST):  # else it is a second click
        try:
            is_taken = hear(edition.article, form)
        except Exception:  # it was not stored: sent once more, it is no second click
            cache.delete(key)
            raise
    is_refused = form.is_bound and not is_taken
    if is_refused:
        form.data = form.data.copy()
        form.data["opened"] = form_stamp()
    context = {"story": edition, "form": form, "is_taken": is_taken, "canonical": ""}
    return render(request, "articles/report.html", context, status=422 if is_refused else 200)


def hear(article, form):
    """Leave the letter for the desk; return whether it could be."""
    try:
        desk.hear(article, **{name: form.cleaned_data[name] for name in ("text", "passage", "email")})
    except desk.Refused:
        form.add_error(None, _("Please read it over and send it once more."))
        return False
    return True


def is_welcome(request, form, story):
    """Count the letter; too many in an hour are refused, from one network and to one story."""
    if not count(f"report-{network(sender(request))}", FROM_ONE):
        form.add_error(None, _("Too many letters came from your network. Please write again in an hour."))
    elif not count(f"report-to-{story}", TO_ONE_STORY):
        form.add_error(None, _("Too many letters came about this story. Please write again in an hour."))
    return form.is_valid()


def letter_key(form):
    """Return what a letter is known by: the same words out of the same opened form."""
    said = repr([form.cleaned_data[name] for name in ("opened", "text", "passage", "email")])
    return f"report-{sha256(said.encode()).hexdigest()}"


def count(key, most):
    """Ask whether a letter is among the first `most` of the last hour, and count it if it is."""
    now = clock.server_time().timestamp()
    taken = [at for at in cache.get(key, []) if at > now - HOUR]
    if len(taken) >= most:
        return False
    cache.set(key, [*taken, now], HOUR)  # not `incr`: in a cache of files it forgets the time
    return True


def network(address):
    """Return the network of one customer: of IPv6 a provider gives each of them a /64 at least (RFC 6177)."""
    address = _plain(address)
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return address if ip.version == 4 else str(ip_network((ip, 64), strict=False))


def sender(request):
    """Return the reader's network address: behind proxies of ours, the one that they name."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies = settings.TRUSTED_PROXIES
    forwarded = hops[-proxies] if proxies and len(hops) >= proxies else ""
    return _plain((forwarded or request.META.get("REMOTE_ADDR", "")).replace(" ", "")[:53])


def _plain(address):
    """Return an address without the port that some proxies add, and one of IPv4 without IPv6 around it.

    A server that listens on both has each reader of IPv4 in ::ffff:0:0/96: they would be one network.
    """
    parts = WITH_PORT.fullmatch(address)
    bare = (parts[1] or parts[2]) if parts else address
    try:
        ip = ip_address(bare)
    except ValueError:
        return bare
    return str(getattr(ip, "ipv4_mapped", None) or ip)


@public_page()
def about(request):
    """Who owns and pays for the paper, what it promises, and how to tell it of an error."""
    return render(request, "articles/about.html")
