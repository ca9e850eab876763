"""Settings, read from the environment. What is not set has a safe default; what must be set says so."""

from pathlib import Path

from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from helpdesk.lib import env, prepared
from helpdesk.lib.redis_urls import spellings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.words("FIELD_KEY")  # urlsafe base64 of 32 bytes each; the first encrypts, all decrypt
if not FIELD_KEYS:
    raise ImproperlyConfigured("Set FIELD_KEY: it encrypts the passwords of channels.")

# -- Where we are reached ---------------------------------------------------------------------------------------------
BASE_URL = env.text("BASE_URL", "http://localhost:8000")  # of the installation; a workspace has its own host under it
BASE_DOMAIN = env.text("BASE_DOMAIN", "localhost")  # workspaces answer at <slug>.BASE_DOMAIN
ALLOWED_HOSTS = ["*"]  # workspaces.middleware answers 404 to hosts that belong to no workspace
HTTPS = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1 if env.flag("BEHIND_PROXY") else 0)

# -- Parts ------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_prose_editor",
    "js_asset",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "workspaces",
    "contacts",
    "channels_inbox",
    "tickets",
    "talk",
    "automation",
    "notifications",
    "portal",
    "helpdesk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "helpdesk.middleware.health.HealthMiddleware",
    "csp.middleware.CSPMiddleware",
    "workspaces.middleware.WorkspaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "workspaces.middleware.NoStoreMiddleware",
    # Last, because it runs the view itself, inside the workspace's transaction.
    "workspaces.middleware.TenantMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
ASGI_APPLICATION = "helpdesk.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "workspaces.context.workspace",
            ],
        },
    }
]

# -- PostgreSQL -------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.database("DATABASE_URL"),
        "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
    }
}
if env.flag("PREPARED_STATEMENTS", True):  # a pooler that gives each transaction another connection needs them off
    DATABASES["default"]["OPTIONS"] = prepared.options(DATABASES["default"]["OPTIONS"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Redis: doorbell, cache, presence ---------------------------------------------------------------------------------
_redis = spellings(env.text("REDIS_URL"), env.text("CACHE_URL", "") or None)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _redis["cache"],
        "TIMEOUT": 300,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# -- Celery: a task carries ids and may be lost or doubled without harm (PostgreSQL is the queue) ---------------------
CELERY_BROKER_URL = _redis["celery"]
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "rules"
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "helpdesk.beat.LockedScheduler"
CELERY_DB_REUSE_MAX = 10_000  # connections are kept; workspaces.tasks closes the broken ones

# -- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/inbox/"
ACCOUNT_ADAPTER = "workspaces.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, which proves the address
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
}

SESSION_ENGINE = "helpdesk.sessions"
SESSION_COOKIE_NAME = "tugi_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_NAME = "tugi_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "helpdesk.views.errors.csrf_failure"

# -- Headers ----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_SSL_REDIRECT = False  # the proxy does it
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # no X-Frame-Options: frame-ancestors says it, and lets our own pages frame a mail's HTML
    "security.W005",  # HSTS for subdomains: BASE_DOMAIN may be a company's own domain, with hosts that are not ours
    "security.W008",  # no SSL redirect: the proxy does it, and health checks come without TLS
    "security.W021",  # preloading would bind those other hosts for years
]

# -- Languages and time -----------------------------------------------------------------------------------------------
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("et", _("Estonian")), ("nb", _("Norwegian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["helpdesk.formats"]
LANGUAGE_COOKIE_NAME = "tugi_language"

# -- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "staticfiles")))
STATICFILES_DIRS = [VAR_DIR / "static"] if (VAR_DIR / "static").is_dir() else []
WHITENOISE_USE_FINDERS = env.flag("TUGI_RUN")
WHITENOISE_AUTOREFRESH = DEBUG or env.flag("TUGI_RUN")  # what is edited meanwhile is served as it is now
# What has no hash in its name would be cached for a minute, and compressed for nothing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if env.flag("TUGI_RUN") or DEBUG
        else "helpdesk.staticfiles.Storage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20  # of a form without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 50
ATTACHMENT_MAX_BYTES = env.number("ATTACHMENT_MAX_BYTES", 25 * 2**20)
WEB_THREADS = env.number("WEB_THREADS", 8)
REQUEST_MAX_BYTES = env.number("REQUEST_MAX_BYTES", 110 * 2**20)

# -- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "channels_inbox.system_mail.EmailBackend"  # writes a row that the outbound task sends
DEFAULT_FROM_EMAIL = env.text("SYSTEM_MAIL_FROM", "tugi@localhost")
SMTP_URL = env.text(
    "SMTP_URL", ""
)  # smtp://user:password@host:587?tls=starttls, for channels without a server of their own
SMTP_LISTEN_HOST = env.text("SMTP_LISTEN_HOST", "127.0.0.1")
SMTP_LISTEN_PORT = env.number("SMTP_LISTEN_PORT", 2525)
SMTP_LISTEN_CERTIFICATE = env.text("SMTP_LISTEN_CERTIFICATE", "")
SMTP_LISTEN_KEY = env.text("SMTP_LISTEN_KEY", "")
MAIL_HEALTH_PORT = env.number("MAIL_HEALTH_PORT", 8025)
SMTP_MAX_CONNECTIONS = env.number("SMTP_MAX_CONNECTIONS", 200)  # half of them for one peer
MAIL_PER_SENDER_PER_MINUTE = env.number("MAIL_PER_SENDER_PER_MINUTE", 600)  # one address from one host
MAIL_MAX_BYTES = env.number("MAIL_MAX_BYTES", 50 * 2**20)
PRIVATE_MAIL_HOSTS = env.words("PRIVATE_MAIL_HOSTS")  # networks in private ranges that channels may connect to
PRIVATE_HTTP_HOSTS = env.words("PRIVATE_HTTP_HOSTS")  # networks in private ranges that we may send requests to
DEMO = env.flag("TUGI_DEMO")
DEMO_PLANNED_AT = env.text("DEMO_PLANNED_AT", "")  # an ISO moment: the demo has the tickets that it would have then
DEMO_SINK_PORT = env.number("DEMO_SINK_PORT", 2526)
SETUP_CODE_FILE = VAR_DIR / "setup-code"

LOGGING_CONFIG = None
from helpdesk.logs import configure as _configure_logs  # noqa: E402 - needs nothing above but must run with settings

_configure_logs(level=env.text("LOG_LEVEL", "INFO"), json=env.flag("LOG_JSON", default=not env.flag("TUGI_RUN")))
