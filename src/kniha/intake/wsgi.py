"""What granian runs: the intake under WSGI (under ASGI Django spools bodies to disk in clear)."""

import os
import resource

from django.core.wsgi import get_wsgi_application

# Against whoever seizes the host after a crash: a core dump would hold the words of a report sealed without JavaScript.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kniha.intake.settings")
application = get_wsgi_application()
