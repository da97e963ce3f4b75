import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# what is loaded now stays for good: looking through it again in every full collection took a request 100 ms
gc.collect()
gc.freeze()
