"""Django's settings for the intake: no accounts, no sessions, no messages, no cookies, a database of its own.

Every default that would write a visitor's words or address anywhere is off, and says so here.
"""

import os
import secrets
from importlib.resources import files
from pathlib import Path
from typing import Any

from kniha.conf import intake
from kniha.conf.django_database import django_database

INTAKE = intake.read(os.environ)

SECRET_KEY = secrets.token_urlsafe(50)  # Django wants one; nothing here is signed with it, and it dies with the process
DEBUG = False
ALLOWED_HOSTS = ["*"]  # mirrors and an onion address lead here; nothing is built from the name that a visitor used

INSTALLED_APPS = ["django.contrib.staticfiles", "kniha.intake"]
# No CSRF check: it needs a cookie, and there is nothing to forge: a report carries nobody's rights.
MIDDLEWARE = ["kniha.intake.headers.protect", "whitenoise.middleware.WhiteNoiseMiddleware"]

ROOT_URLCONF = "kniha.intake.urls"
WSGI_APPLICATION = "kniha.intake.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [  # Any: the shape is Django's
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
]

DATABASES = {"default": django_database(INTAKE.database) | {"CONN_MAX_AGE": None}}

# A body goes through one handler that seals it as it arrives (kniha.intake.sealing). Django's own handlers, which spool
# plain bytes to memory and disk, are not even listed.
FILE_UPLOAD_HANDLERS: list[str] = []
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000  # the words of a form: a million characters, four bytes each at most, and room to say no kindly
DATA_UPLOAD_MAX_NUMBER_FILES = None  # counted by the handler, so that the words can be given back
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

LANGUAGE_CODE = "en"
LANGUAGES = [("be", "Беларуская"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [("intake/words", Path(str(files("kniha.seal"))) / "words")]  # one language's list is fetched by the page
STATIC_ROOT = INTAKE.folder / "static"
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 0

# Nothing of a request is ever logged: Django's error reports carry addresses, paths and headers.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "filters": {"blind": {"()": "kniha.intake.logs.Blind"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["blind"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
LOGGING_CONFIG = "logging.config.dictConfig"
