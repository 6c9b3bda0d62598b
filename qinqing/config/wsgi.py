"""The web process."""

from django.core.handlers.wsgi import WSGIHandler

from qinqing.config import setup, wiring

wiring.connect()
application = WSGIHandler()
setup.freeze()
