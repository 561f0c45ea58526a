"""The dashboard and the APIs as WSGI: `gunicorn gptboost_site.wsgi` in production."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gptboost_site.settings")
application = get_wsgi_application()

from gptboost_site.key_uses import KeyUseWriter  # noqa: E402

KeyUseWriter().start()
