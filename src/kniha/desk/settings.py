"""Django's settings for the office: desk, worker, courier and command line. The intake has its own (`kniha.intake.settings`)."""

import os
from pathlib import Path
from typing import Any

from kniha.conf import office
from kniha.conf.django_database import django_database, scratch_database
from kniha.conf.secrets import django_secret

OFFICE = office.read(os.environ)

SECRET_KEY = django_secret(OFFICE.keys / "desk" / "django.secret")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", OFFICE.desk_host]
CSRF_TRUSTED_ORIGINS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's list of passkeys asks for its filters
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "kniha.book",
    "kniha.desk",
]

MIDDLEWARE = [
    "kniha.desk.security.protect",
    "kniha.api.mounting.mount",  # the office's other face; the two do not know of each other
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kniha.desk.signin.idle.renew",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kniha.desk.signin.second_factor.require",
]

ROOT_URLCONF = "kniha.desk.urls"
WSGI_APPLICATION = "kniha.desk.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [  # Any: the shape is Django's
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],  # before allauth's own, which some of them replace
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # what stands on a page many times: kniha.desk.repeating
        "NAME": "repeated",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {"environment": "kniha.desk.repeating.environment"},
    },
]

DATABASES = {"default": django_database(OFFICE.database), "replay": scratch_database()}
DATABASE_ROUTERS = ["kniha.book.journal.router.ScratchRouter"]
JOURNAL_GUARD = "kniha.runs.heads.may_enter"  # in every process of the office; none can forget it
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["kniha.desk.signin.backend.RegistrarsBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR_REQUIRED = not OFFICE.demo
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kniha.desk.signin.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # registrars have no e-mail address here
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Kniha"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = OFFICE.demo
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing is ever mailed

SESSION_COOKIE_AGE = 30 * 60  # idle time: use begins it anew (kniha.desk.signin.idle)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not OFFICE.demo
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a message may speak of content: never in a cookie
CSRF_FAILURE_VIEW = "kniha.desk.errors.forged"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "en"
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGES = [("be", "Беларуская"), ("ru", "Русский"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True  # served from the installed package; nothing to collect, nothing to forget

# Faults go to stderr with where they happened; requests, addresses and words never.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
