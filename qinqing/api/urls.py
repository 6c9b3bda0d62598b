"""Addresses of version 1."""

from django.urls import URLPattern, path, re_path

from qinqing.api import pages
from qinqing.api.version_1 import api, nothing, told

app_name = "api"


def _operations() -> list[URLPattern]:
    patterns = [
        pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
    for pattern in patterns:
        pattern.callback = told(pattern.callback)
    return patterns


urlpatterns = [
    path("openapi.json", pages.openapi, name="openapi"),
    path("docs", pages.docs, name="docs"),
    *_operations(),
    re_path("^.*$", told(nothing), name="nothing"),
]
