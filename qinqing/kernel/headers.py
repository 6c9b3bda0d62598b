"""The headers that Django leaves out: what a page may load, who may embed an answer, what it may use."""

from collections.abc import Callable
from typing import Final

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNUSED: Final = (
    *("accelerometer", "ambient-light-sensor", "autoplay", "bluetooth", "browsing-topics", "camera"),
    *("display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid"),
    *("identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "picture-in-picture", "screen-wake-lock", "serial", "storage-access", "usb", "web-share"),
    "xr-spatial-tracking",
)
"""What a browser could do and no page of ours asks for; a photo is taken by the phone's own chooser."""
FIXED: Final = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    "X-Permitted-Cross-Domain-Policies": "none",
}


class Headers:
    """Middleware that sets `FIXED` and the content policy on every answer, static files included.

    The policy is the same for all answers, so it is put into words once; no page has a nonce or an exemption.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._fixed = {**FIXED, HEADER: build_policy()}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in self._fixed.items():
            response.headers.setdefault(name, value)
        return response
