"""What granian runs: the desk under WSGI (under ASGI Django spools bodies to disk in clear)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kniha.desk.settings")
application = get_wsgi_application()
