"""All settings, read from the environment.

Two modes: `MODE=demo` (the default) starts with nothing but a folder to write in; `MODE=production` refuses to start
without secret key, allowed hosts, TLS and a key ring outside the data folder.
"""

from datetime import timedelta
from pathlib import Path

import bootstrap_wrapper
import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from partnership import instance, providers
from partnership.login_settings import *  # noqa: F403 - what is the same everywhere

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
MODE = env("MODE", default="demo")
if MODE not in {"demo", "production"}:
    raise ImproperlyConfigured("MODE is 'demo' or 'production'.")
PRODUCTION = MODE == "production"
DEMO = not PRODUCTION
DEBUG = DEMO and env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
BASE_URL = env("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")

if PRODUCTION:
    instance.refuse_incomplete(env, DATA_DIR)
SECRET_KEY = env("SECRET_KEY") if PRODUCTION else env("SECRET_KEY", default="") or instance.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
KEY_RING = Path(env("KEY_RING", default=str(DATA_DIR / "keys.json")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "partnership.accounts",
    "partnership.records",
    "partnership.audit",
    "partnership.web",
    "partnership.notifications",
    "partnership.school",
    "partnership.duties",
    "partnership.vision",
    "contacts",
    "incidents",
    "partnership.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # adds a random length, and CSRF tokens are masked: BREACH learns nothing
    "csp.middleware.CSPMiddleware",
    "partnership.web.middleware.RequestMarkMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partnership.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "partnership.accounts.middleware.SessionLockMiddleware",
    "partnership.accounts.middleware.SecondFactorMiddleware",
    "partnership.school.middleware.SchoolMiddleware",
    "partnership.web.middleware.AccessMiddleware",
]

ROOT_URLCONF = "partnership.urls"
WSGI_APPLICATION = "partnership.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"heroicons": "partnership.web.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnership.web.context.page",
                "partnership.school.context.school",
                "partnership.demo.context.accounts",
            ],
        },
    },
]
FORM_RENDERER = "partnership.web.renderers.PlainRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Database: SQLite in the data folder unless DATABASE_URL names PostgreSQL. No ATOMIC_REQUESTS (decision 20).
DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= instance.sqlite_options(DATA_DIR)
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}
# PostgreSQL keeps the plans of the queries most asked. Not behind a pool that lends a connection per transaction.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=True)

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Celery: Redis, or the file system of the data folder. Beat only wakes; times stand in the database (decision 18).
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600} if REDIS_URL else instance.file_broker(QUEUE_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "seal-audit": {"task": "partnership.audit.tasks.seal_events", "schedule": timedelta(minutes=1)},
    "forget-drafts": {"task": "partnership.records.tasks.forget_expired", "schedule": timedelta(hours=1)},
    "refresh-statistics": {"task": "partnership.records.tasks.refresh_statistics", "schedule": timedelta(hours=1)},
    "wake-digests": {"task": "partnership.duties.tasks.wake_digests", "schedule": timedelta(minutes=1)},
    "keep-reviews": {"task": "partnership.duties.tasks.keep_reviews", "schedule": timedelta(hours=1)},
    "send-mail": {"task": "partnership.notifications.tasks.send_due", "schedule": timedelta(seconds=30)},
    "tidy-plans": {"task": "contacts.tasks.tidy_all_plans", "schedule": timedelta(hours=1)},
    "forget-mail": {"task": "partnership.notifications.tasks.forget_old", "schedule": timedelta(hours=1)},
    "pass-on-reports": {"task": "incidents.tasks.pass_on_reports", "schedule": timedelta(minutes=5)},
}

# People who log in.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["partnership.accounts.backends.LoginBackend", "partnership.school.backends.PolicyBackend"]
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_REQUIRED = env.list(
    "MFA_REQUIRED",
    default=["school_leader", "safety_coordinator", "counsellor", "board_officer", "privacy_officer", "admin"]
    if PRODUCTION
    else [],
)

# Logging in by Microsoft 365, Google Workspace or another provider (docs/sso.md). Nothing named, nothing to be seen.
OIDC_PROVIDERS = providers.from_environment(env, production=PRODUCTION)
SOCIALACCOUNT_ADAPTER = "partnership.accounts.social.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

SESSION_IDLE_LOCK = timedelta(minutes=15)
SESSION_ABSOLUTE_END = timedelta(hours=10)
SESSIONS_PER_USER = 3
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_END.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "partnership.web.errors.csrf_failure"

# Browser safety.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *sorted({provider.origin for provider in OIDC_PROVIDERS.values()})],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 3600 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# Mail: EMAIL_URL, or in the demo a folder that a page shows.
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Partnerschap <partnerschap@localhost>")
EMAIL_TIMEOUT = 20
MAIL_DIR = DATA_DIR / "mail"
if env("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_DIR)

# Words and time (decision 18): stored in UTC, shown in Amsterdam.
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

# Static files: our own, and Bootstrap from its package.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("vendor/bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The maps beside minified files are for developers only, and take the longest to compress.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", *Compressor.SKIP_COMPRESS_EXTENSIONS)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
