"""
What a deployment can set comes from the environment or from `.env`; docs/reference/settings.md lists it.

What is missing or wrong stops the start with a sentence that says what to do.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from articles.text.embeds import FRAMES
from newsroom import __version__ as VERSION  # noqa: F401, N812
from newsroom import databases, env_file
from newsroom.cdns import CDNS
from newsroom.environment import Environment, demand, is_origin, is_web_address
from newsroom.static_files import weak_etag

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

env = Environment()
ENV_FILE = BASE_DIR / ".env"
env.read_env(env_file.opened(ENV_FILE))

# The site

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY.strip():
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Put a line SECRET_KEY=… with at least 50 random characters into .env "
            "and keep it secret; where there is no .env, `make .env` writes one."
        )
    SECRET_KEY = "insecure, and only for DEBUG"  # noqa: S105

ALLOWED_HOSTS = env.several("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
demand(ALLOWED_HOSTS or DEBUG, "ALLOWED_HOSTS names no host: set it to yours, such as www.example.org.")
CSRF_TRUSTED_ORIGINS = env.several(
    "CSRF_TRUSTED_ORIGINS", is_origin, "are addresses without a path, such as https://desk.example.org."
)
HTTPS = env.bool("HTTPS", default=not DEBUG)
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=0)

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "newsroom",
    "articles",
    "exchange",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # the pages of allauth.mfa load it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "markdownx",
    "simple_history",
]

# For a reader, none of these reads the session or sets a cookie; a cached page is answered before they begin.
MIDDLEWARE = [
    "newsroom.log_lines.numbered",
    "newsroom.middleware.headers_of_safety",
    "articles.public.health.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "exchange.middleware.old_addresses",
    "articles.public.page_cache.cached_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "newsroom.middleware.no_patterns",
    "newsroom.middleware.desk_time",
    "newsroom.required_factors.second_factor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "newsroom.form_html.FieldRenderer"

UNICODE_SLUGS = env.bool("UNICODE_SLUGS", default=False)

# What machines may do with the texts: search engines by their meta element, text and data mining by TDMRep.

ROBOTS = env.matching(
    "ROBOTS",
    r"[\w-]+(:[^<>]+)?(,\s*[\w-]+(:[^<>]+)?)*",
    "are rules such as max-image-preview:large,noarchive.",
    default="max-image-preview:large",
)
TDM_RESERVATION = env.bool("TDM_RESERVATION", default=False)

# Data

OWN_DATABASE = f"sqlite:///{quote(str(VAR))}/newsroom.sqlite3"
DATABASE = env.address("DATABASE_URL", env.db_url, OWN_DATABASE, databases.EXAMPLE)
DATABASE["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", default=60)
REPLICA_URL = env("REPLICA_URL", default="")
REPLICA = env.address("REPLICA_URL", env.db_url, "", databases.EXAMPLE) if REPLICA_URL else None
DATABASE_POOL = env.number("DATABASE_POOL", default=0)
DATABASES = databases.databases(DATABASE, REPLICA, DATABASE_POOL, BASE_DIR)

SLOW_QUERY_SECONDS = env.number("SLOW_QUERY_SECONDS", default=0, kind=float)

REDIS_URL = env.address("REDIS_URL", env.redis_url, "", "redis://127.0.0.1:6379/0")
# Pages may be lost, counts may not.
REDIS_PAGES_URL = env.address("REDIS_PAGES_URL", env.redis_url, "", "redis://127.0.0.1:6380/0") or REDIS_URL
if REDIS_URL:
    REDIS = {
        "BACKEND": "newsroom.caches.Counters",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # s
    }
    PAGES = {**REDIS, "BACKEND": "newsroom.caches.Pages", "KEY_PREFIX": "pages", "LOCATION": REDIS_PAGES_URL}
    CACHES = {"default": REDIS, "pages": PAGES}
else:
    CACHES = {
        # Files, since every process must count the same failed sign-ins and letters. It holds nothing else.
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR / "cache",
            "TIMEOUT": 24 * 3600,  # s
            # Beyond it a third is forgotten, whichever; each count lists the folder, which takes 5 ms then.
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        },
        "pages": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        },
    }

# Parts of pages that an edition and the names of today make. They outlive a token: each process has its own.
CACHES["fragments"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "fragments",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 500},
}

# A CDN, Varnish or nginx that keeps pages; each change has them purged.

CDN = env.choice("CDN", ["", *CDNS])
CDN_PURGE_URL = env.several("CDN_PURGE_URL", is_web_address, "is no address, such as http://127.0.0.1:6081/.")
CDN_PURGE_KEY = env.header("CDN_PURGE_KEY")
CDN_SECONDS = env.number("CDN_SECONDS", default=60)
CDN_STALE_SECONDS = env.number("CDN_STALE_SECONDS", default=10)
CDN_ERROR_SECONDS = env.number("CDN_ERROR_SECONDS", default=3600)
demand(CDN_PURGE_URL or not CDN, "CDN needs CDN_PURGE_URL, such as http://127.0.0.1:6081/.")
demand(CDN_PURGE_KEY or not CDN, "CDN needs CDN_PURGE_KEY, its API token or the word of its configuration.")

# Files

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
IMPORTS_ROOT = VAR / "imports"  # archives handed over at the desk: private, and never served
STORAGES = {
    "default": {"BACKEND": "newsroom.disk.Disk"},
    "staticfiles": {"BACKEND": "newsroom.static_files.ModuleStorage"},
}
WHITENOISE_ADD_HEADERS_FUNCTION = weak_etag
S3_BUCKET = env.matching(
    "S3_BUCKET", r"[\w.-]{2,255}|arn:\S+", "is the bare name of a bucket, such as newsroom-media."
)
S3_REGION = env.matching("S3_REGION", r"[\w-]+", "is the name of a region, such as eu-central-1.") or None
S3_ENDPOINT_URL = env.web_address("S3_ENDPOINT_URL", "https://s3.example.org") or None
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "newsroom.bucket.Bucket",
        "OPTIONS": {"bucket_name": S3_BUCKET, "region_name": S3_REGION, "endpoint_url": S3_ENDPOINT_URL},
    }

# A story of 200,000 characters takes up to 2.4 MB when a form sends it percent-encoded.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A citation sends 20 fields: with Django's 1,000 a story of 50 could not be saved.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = ["articles.pictures.upload_limit.UploadLimit", *global_settings.FILE_UPLOAD_HANDLERS]

# Language and time: the paper speaks its own language, so no middleware asks the visitor's browser.

LANGUAGES = [("en", "English"), ("ru", "Русский")]
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", list(dict(LANGUAGES)))
LOCALE_PATHS = [BASE_DIR / "locale"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"  # one form of a moment, whatever the desk's language

# Mail and logs

MAIL = "smtp+tls://user:password@mail.example.org:587"
vars().update(env.address("EMAIL_URL", env.mail, "consolemail://", MAIL))
EMAIL_TIMEOUT = 5  # s
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("DEFAULT_FROM_EMAIL", "newsroom@localhost")

LOG_LEVEL = env.choice("LOG_LEVEL", ["INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL"])
LOG_FORMAT = env.choice("LOG_FORMAT", ["line", "json"])
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "newsroom.log_lines.WithRequest"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"},
        "json": {"()": "newsroom.log_lines.JsonLines"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Named without handlers, it loses Django's own and speaks through the root's.
    "loggers": {"django": {"level": "INFO"}},
}

SENTRY_DSN = env.web_address("SENTRY_DSN", "https://key@errors.example.org/1")
if SENTRY_DSN:
    demand(
        re.fullmatch(r"https?://\w+@[^/@]+/(\S+/)?\d+", SENTRY_DSN),
        "SENTRY_DSN is no address of a project, such as https://key@errors.example.org/1.",
    )
    LOGGING["handlers"]["sentry"] = {
        "()": "newsroom.errors.handler", "dsn": SENTRY_DSN, "level": "ERROR", "filters": ["request"],
    }  # fmt: skip
    LOGGING["root"]["handlers"] += ["sentry"]

# What Prometheus is told

METRICS_TOKEN = env.token("METRICS_TOKEN")
if METRICS_TOKEN:
    # The first counts what all the others take; the second answers before the host and HTTPS are checked.
    MIDDLEWARE[1:1] = ["newsroom.metrics.count_answers"]
    MIDDLEWARE[3:3] = ["newsroom.metrics.answer_metrics"]

# Safety

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
HSTS_SECONDS = env.number("HSTS_SECONDS", default=3600)
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
# Subdomains and the browsers' preload lists reach beyond this site: that is for the title to decide.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
demand(
    not SECURE_HSTS_PRELOAD or (SECURE_HSTS_INCLUDE_SUBDOMAINS and SECURE_HSTS_SECONDS >= 31_536_000),
    "HSTS_PRELOAD needs HSTS_SUBDOMAINS=on and HSTS_SECONDS=31536000 or more: the lists take no other site.",
)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# The only script within a page; it sets the reader's colours, so that the first paint waits for no file.
PAGE_SCRIPT = (BASE_DIR / "articles" / "static/articles/page.js").read_text(encoding="utf-8")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, f"'sha256-{b64encode(sha256(PAGE_SCRIPT.encode()).digest()).decode()}'"],
        # Without it, Lighthouse calls robots.txt invalid.
        "connect-src": [SELF],
        "frame-src": FRAMES,
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# The wire: hosts that are asked for feeds, and the folder in which agencies have theirs.

HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?")
WIRE_HOSTS = env.several("WIRE_HOSTS", HOST.fullmatch, "are bare names of hosts, such as feeds.example.org.")
WIRE_HOSTS = [host.lower().rstrip(".") for host in WIRE_HOSTS]
WIRE_FOLDER = env("WIRE_FOLDER", default="")
demand(
    not WIRE_FOLDER or Path(WIRE_FOLDER).is_absolute(),
    "WIRE_FOLDER is the whole path of a folder, such as /srv/wire.",
)

# Confidential sources: keys that open their names. The first encrypts, so that a new key goes in front.

SOURCES_KEY = env.several("SOURCES_KEY")

# The archive's head is signed with it, so that others can hold this paper to what it said.

SIGNING_KEY = env("SIGNING_KEY", default="")

# Signing in

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "newsroom.accounts.StaffOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # whoever finds a session open takes no account over
# The desk makes the accounts and their addresses: nobody signs up, so there is nothing to confirm.
ACCOUNT_EMAIL_VERIFICATION = "none"
# Nobody is written to who has no account: the answer is the same, and no mail says "you can sign up".
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"reset_password": "newsroom.accounts.PasswordResetForm"}
MFA_ADAPTER = "newsroom.accounts.SecondFactors"
MFA_FORMS = {
    "authenticate": "newsroom.second_factors.CodeForm",
    "reauthenticate": "newsroom.second_factors.CodeAgainForm",
    "authenticate_webauthn": "newsroom.second_factors.KeyForm",
    "reauthenticate_webauthn": "newsroom.second_factors.KeyAgainForm",
    "login_webauthn": "newsroom.second_factors.PasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Newsroom"

# Single sign-on: another house's OpenID Connect opens accounts, and its groups give the roles.

OIDC_URL = env.web_address("OIDC_URL", "https://login.example.org/realms/paper").rstrip("/")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = env("OIDC_CLIENT_ID", default=""), env("OIDC_CLIENT_SECRET", default="")
OIDC_GROUPS = env.pairs("OIDC_GROUPS", "desk=Editor,chiefs=Chief editor")
OIDC_GROUPS_CLAIM = env("OIDC_GROUPS_CLAIM", default="") or "groups"
OIDC_SCOPES = env.several("OIDC_SCOPES", default=["openid", "profile", "email"])
OIDC_HOURS = env.number("OIDC_HOURS", default=12)
# 0 would let a session last until the browser ends, and two weeks here.
demand(0 < OIDC_HOURS <= 24 * 366, "OIDC_HOURS is a number of hours, from 1 to a year.")
if OIDC_URL:
    demand(
        OIDC_URL.startswith(("https://", "http://127.0.0.1:", "http://localhost:")),
        "OIDC_URL begins with https://, such as https://login.example.org/realms/paper.",
    )
    demand("openid" in OIDC_SCOPES, "OIDC_SCOPES lack openid: set it to openid,profile,email.")
    demand(
        OIDC_CLIENT_ID and OIDC_GROUPS,
        "OIDC_URL needs OIDC_CLIENT_ID, and OIDC_GROUPS, such as desk=Editor,chiefs=Chief editor.",
    )
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_ADAPTER = "newsroom.single_sign_on.Identities"
    # An account that there is belongs to who has its address, as the provider has proved.
    SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
    # A form that leads away is against the policy of our pages; a link is not.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    oidc = {"server_url": OIDC_URL, "oauth_pkce_enabled": True}
    app = {"provider_id": "sso", "name": "SSO", "client_id": OIDC_CLIENT_ID, "secret": OIDC_CLIENT_SECRET}
    SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"SCOPE": OIDC_SCOPES, "APPS": [{**app, "settings": oidc}]}}

# The editor's tools

# Its resizing lays the whole text out anew at each key.
MARKDOWNX_EDITOR_RESIZABLE = False
MARKDOWNX_URLS_PATH = reverse_lazy("markdownx-preview")
MARKDOWNX_UPLOAD_URLS_PATH = reverse_lazy("markdownx-upload")
# Its revert writes back every field; Newsroom restores with its own.
SIMPLE_HISTORY_REVERT_DISABLED = True

# The names of all of these, for the check of `.env`.

ENV_NAMES = env.asked
