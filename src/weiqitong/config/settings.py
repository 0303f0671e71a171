"""All settings, one file: what differs between places comes from WEIQITONG_* variables or a
.env."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from . import database, env

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(env.text("HOME", "") or Path.cwd())
env.load(HOME / ".env")

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY")
# Phones are encrypted under the first key; older ones are still read (core.crypto).
FIELD_KEYS = env.secret("FIELD_KEYS").split(",")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
SMS_ADAPTER = env.text("SMS", "console" if DEBUG else "none")  # notifications.adapters
QUIET_HOURS = env.text("QUIET_HOURS", "21:00-07:30")  # 00:00-00:00: none
# The gateway "http" (notifications.gateway); DESIGN.md §4.2: messages from registered numbers.
SMS_URL = env.text("SMS_URL")
SMS_KEY_ID = env.text("SMS_KEY_ID")
SMS_KEY_SECRET = env.text("SMS_KEY_SECRET")
SMS_SIGN = env.text("SMS_SIGN")  # the registered signature, 签名
SMS_DIGEST = env.text("SMS_DIGEST", "HMAC-SHA256")
SMS_TIMEOUT = env.number("SMS_TIMEOUT", 8)  # seconds
SMS_INBOUND_SECRET = env.text("SMS_INBOUND_SECRET")  # empty: no messages are taken in
SECURE = env.flag("SECURE", False)  # behind TLS: secure cookies, HSTS, redirect

INSTALLED_APPS = [
    "weiqitong.config",
    # The demo city may be deleted: nothing else knows it.
    *(["weiqitong.demo"] if (PACKAGE / "demo").is_dir() else []),
    "weiqitong.workbench",
    "weiqitong.oversight",
    "weiqitong.conferences",
    "weiqitong.instructions",
    "weiqitong.dialogue",
    "weiqitong.items",
    "weiqitong.cases",
    "weiqitong.pairing",
    "weiqitong.taskforces",
    "weiqitong.deadlines",
    "weiqitong.notifications",
    "weiqitong.accounts",
    "weiqitong.directory",
    "weiqitong.rules",
    "weiqitong.search",
    "weiqitong.jobs",
    "weiqitong.ledger",
    "weiqitong.files",
    "weiqitong.web",
    "weiqitong.core",
    "django_cotton.apps.SimpleAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "weiqitong.web.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "weiqitong.web.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "weiqitong.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "weiqitong.web.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

if env.flag("SERVER_TIMING", False):
    MIDDLEWARE.insert(0, "weiqitong.web.timing.ServerTimingMiddleware")

ROOT_URLCONF = "weiqitong.config.urls"
WSGI_APPLICATION = "weiqitong.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "weiqitong.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "weiqitong.web.templatetags.ui",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
COTTON_DIR = "cotton"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes, never the page's variables

DATABASES = {
    "default": database.parse(env.text("DATABASE_URL", f"sqlite:///{HOME}/var/weiqitong.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "weiqitong.accounts.backends.PhoneOrNameBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "workbench:home"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
CSRF_FAILURE_VIEW = "weiqitong.web.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "weiqitong.accounts.views.signin.locked_out"
AXES_USERNAME_CALLABLE = "weiqitong.accounts.backends.attempt_name"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time told on the page holds
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the ledger
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "bulk"]}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = None

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "var" / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.text("FILES", str(HOME / "var" / "files"))},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# 5 files of 20 MB and their form (DESIGN.md §5); anything larger is answered in words, not by a
# reset.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "weiqitong@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
