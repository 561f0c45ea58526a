"""All settings of GPTBoost, read from the environment; docs/configuration.md lists every variable."""

from __future__ import annotations

import hmac
import mimetypes
import os
from pathlib import Path
from typing import Any, Literal

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor  # type: ignore[import-untyped]

from gptboost_site.env import Settings, wrong
from gptboost_site.signin_settings import BACKENDS, PASSWORD_VALIDATORS, read_sso, settings_of, throttle
from requestlog.database.patience import PatientConnection

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
read = Settings(dict(os.environ))

# What the process is
PRODUCTION = read.flag("GPTBOOST_PRODUCTION")
DEBUG = read.flag("DEBUG")
DATA_DIR = read.folder("GPTBOOST_DATA_DIR", BASE_DIR / "var")
HOST = read.text("HOST", "127.0.0.1")
PORT = read.number("PORT", 8000, least=1, most=65535)
WEB_CONCURRENCY = read.number("WEB_CONCURRENCY", 1, least=1, most=64)
WEB_THREADS = read.number("GPTBOOST_WEB_THREADS", 8, least=1, most=256)
PUBLIC_URL = read.url("GPTBOOST_PUBLIC_URL", f"http://{HOST if HOST != '0.0.0.0' else '127.0.0.1'}:{PORT}")  # noqa: S104

SECRET_KEY = read.secret("SECRET_KEY", None if PRODUCTION else DATA_DIR / "secret_key")
ALLOWED_HOSTS = read.words("ALLOWED_HOSTS", [] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = read.words("CSRF_TRUSTED_ORIGINS")

if PRODUCTION:
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            "SECRET_KEY is not valid: production expects a random secret of at least 50 characters"
        )
    if DEBUG:
        raise wrong("DEBUG", "1", "0 in production")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise wrong("ALLOWED_HOSTS", ",".join(ALLOWED_HOSTS), "the names of this host, separated by commas, without *")

# The gateway
UPSTREAM_URL = read.url("GPTBOOST_UPSTREAM_URL", "https://api.openai.com/v1")
UPSTREAMS = read.urls("GPTBOOST_UPSTREAMS")
UNKNOWN_KEYS: Literal["default-project", "reject"] = read.choice(
    "GPTBOOST_UNKNOWN_KEYS", ("default-project", "reject"), "reject" if PRODUCTION else "default-project"
)
MAX_BODY_BYTES = read.number("GPTBOOST_MAX_BODY_BYTES", 32 * 1024 * 1024, least=1024)
CAPTURE_BYTES = read.number("GPTBOOST_CAPTURE_BYTES", 8 * 1024 * 1024, least=1024)
UPSTREAM_CONNECT_SECONDS = read.number("GPTBOOST_UPSTREAM_CONNECT_SECONDS", 5, least=1)
UPSTREAM_IDLE_SECONDS = read.number("GPTBOOST_UPSTREAM_IDLE_SECONDS", 120, least=1)
CLIENT_IDLE_SECONDS = read.number("GPTBOOST_CLIENT_IDLE_SECONDS", 60, least=1)
IN_FLIGHT_PER_KEY = read.number("GPTBOOST_IN_FLIGHT_PER_KEY", 1000)
GRACEFUL_SECONDS = read.number("GPTBOOST_GRACEFUL_SECONDS", 120, least=1)
SPOOL_DIR = read.folder("GPTBOOST_SPOOL_DIR", DATA_DIR / "spool")
SPOOL_BYTES = read.number("GPTBOOST_SPOOL_BYTES", 8 * 1024**3, least=1024 * 1024)
METRICS_TOKEN = read.text("GPTBOOST_METRICS_TOKEN")

# Votes: rates are by address and process; "0" sets no limit
VOTE_RATE = read.rate("GPTBOOST_VOTE_RATE", "100/second" if PRODUCTION else "0")
KEYED_VOTE_RATE = read.rate("GPTBOOST_KEYED_VOTE_RATE", "1000/second" if PRODUCTION else "0")
MISSED_VOTE_RATE = read.rate("GPTBOOST_MISSED_VOTE_RATE", "30/minute" if PRODUCTION else "0")
VOTE_TOKEN_SECONDS = read.number(
    "GPTBOOST_VOTE_TOKEN_SECONDS", 30 * 24 * 60 * 60, least=60, most=10 * 365 * 24 * 60 * 60
)
VOTE_WAIT_MS = read.number("GPTBOOST_VOTE_WAIT_MS", 0, most=2000)
TRUSTED_PROXIES = read.number("GPTBOOST_TRUSTED_PROXIES", 1 if PRODUCTION else 0, most=10)

# Who is told of votes
WEBHOOK_NETWORKS = read.networks("GPTBOOST_WEBHOOK_NETWORKS")
MAIL = read.mail("EMAIL_URL")
vars().update(MAIL)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = read.text("DEFAULT_FROM_EMAIL", "GPTBoost <gptboost@localhost>")

# One pepper a purpose, so that no digest of one kind is good for another
KEY_PEPPER = hmac.digest(SECRET_KEY.encode(), b"gptboost: project and upstream keys", "sha256")
WEBHOOK_PEPPER = hmac.digest(SECRET_KEY.encode(), b"gptboost: webhook secrets", "sha256")
INVITE_PEPPER = hmac.digest(SECRET_KEY.encode(), b"gptboost: invitations", "sha256")
VOTE_TOKEN_PEPPER = hmac.digest(SECRET_KEY.encode(), b"gptboost: vote tokens", "sha256")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "gptboost_site",
    "projects",
    "requestlog",
    "gateway",
    "feedback",
    "insights",
]

MIDDLEWARE = [
    "gptboost_site.health.HealthMiddleware",
    "feedback.middleware.FeedbackMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gptboost_site.middleware.CompressionMiddleware",
    "projects.accounts.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gptboost_site.middleware.NoStoreMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gptboost_site.urls"
WSGI_APPLICATION = "gptboost_site.wsgi.application"
APPEND_SLASH = False

TEMPLATES: list[dict[str, Any]] = [
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
    }
]

# The database
DATABASES: dict[str, dict[str, Any]] = {
    "default": read.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'gptboost.sqlite3'}")
}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # Holds only if said before the first table; said to each connection, it would make each wait to write
    database_file = Path(str(DATABASE["NAME"]))
    is_made = database_file.is_file() and database_file.stat().st_size > 0
    MAKING = "" if is_made else "PRAGMA auto_vacuum=INCREMENTAL; "
    # The indexes' further columns are for PostgreSQL; SQLite does without
    SILENCED_SYSTEM_CHECKS = ["models.W040"]
    DATABASE["CONN_MAX_AGE"] = None
    DATABASE["OPTIONS"] = {
        "timeout": 20,  # seconds for the one lock, which SQLite gives to who asks first, not to who waits longest
        **DATABASE.get("OPTIONS", {}),
        "transaction_mode": "IMMEDIATE",
        "init_command": f"{MAKING}PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
else:
    DATABASE["ENGINE"] = "requestlog.database.postgresql"
    DATABASE["OPTIONS"] = {
        **DATABASE.get("OPTIONS", {}),
        "connect_timeout": 2,
        "tcp_user_timeout": 5000,
        # A host that has gone without a word is noticed in about ten seconds
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        # To compile a plan of many parts takes 60 ms, to start processes for it 8: most plans of a page run shorter
        "options": "-c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000"
        " -c jit=off -c max_parallel_workers_per_gather=0",
        "pool": {
            "connection_class": PatientConnection,
            "min_size": 1,
            "max_size": 2 * WEB_THREADS + 2,  # votes have threads of their own
            "timeout": 2,
            "reconnect_timeout": 1,  # who asks next tries anew, and at once
        },
    }
SCREEN_SECONDS = 2.0  # what a screen may ask of the database in all; it says what it left out
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What throttles count, in each process by itself
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}

# Sign-in
vars().update(throttle(read))
SSO = read_sso(read)
vars().update(settings_of(SSO))
AUTHENTICATION_BACKENDS = [*BACKENDS, *(["projects.accounts.sso.SsoBackend"] if SSO else [])]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
SESAME_ONE_TIME = True
SESAME_MAX_AGE = read.number("GPTBOOST_SIGNIN_LINK_SECONDS", 24 * 60 * 60, least=60)
AUTH_PASSWORD_VALIDATORS = PASSWORD_VALIDATORS

# Cookies and headers
SESSION_ENGINE = "projects.accounts.store"
SESSION_COOKIE_AGE = read.number("GPTBOOST_SESSION_SECONDS", 14 * 24 * 60 * 60, least=60)
SESSION_IDLE_SECONDS = read.number("GPTBOOST_SESSION_IDLE_SECONDS", 12 * 60 * 60, least=60)
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Not in the session: a page that says that the database is away shows them too
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Static files
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
# Which pages a browser may fetch ahead: it takes such rules by no other type
WHITENOISE_MIMETYPES = {".speculation": "application/speculationrules+json"}
mimetypes.add_type(WHITENOISE_MIMETYPES[".speculation"], ".speculation")
# Maps are for debuggers and the largest of all: to compress them takes longer than all the rest
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Limits of one body, for what Django serves; the gateway has its own
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

# Languages and time
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["projects.api_keys.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["projects.api_keys.HasSecretKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": TRUSTED_PROXIES,
    "STRICT_JSON": True,
}

# The OpenAPI document and its page are public: they hold no data
SPECTACULAR_SETTINGS = {
    "TITLE": "GPTBoost",
    "DESCRIPTION": "The request log and its feedback, for programs. A secret key (sk_…) as the bearer opens the log.",
    "VERSION": "1",
    "SORT_OPERATION_PARAMETERS": False,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "PREPROCESSING_HOOKS": ["gptboost_site.openapi.one_spelling"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "gptboost_site.openapi.bodies_required",
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "validatorUrl": None},
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"brief": {"()": "gptboost_site.brevity.BriefWhileAway"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["brief"]}},
    "root": {"handlers": ["console"], "level": read.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")},
}
