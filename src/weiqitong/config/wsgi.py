"""The WSGI application that granian serves, warm before the first visitor."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weiqitong.config.settings")
application = get_wsgi_application()

# Reading all views takes a second that no visitor should wait for; what is loaded by now stays for
# good, so the collector need not look at it again.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
