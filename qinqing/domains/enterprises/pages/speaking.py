"""For whom somebody who is a contact of several enterprises speaks now."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from qinqing.domains.enterprises import queries
from qinqing.kernel.door import SPEAKS_FOR
from qinqing.kernel.pages import actor_of, page, way_on
from qinqing.kernel.refusals import Refused
from qinqing.lib.text import whole_number


@page("enterprise.speak", methods=("POST",))
def speak_for(request: HttpRequest) -> HttpResponse:
    """Speak for another of one's enterprises until one signs in anew; go on where one wanted to."""
    number = whole_number(request.POST.get("number", ""))
    name = queries.spoken_for(actor_of(request)).get(number or 0)
    if name is None:
        raise Refused("not_spoken_for", "您不代表那一家，请重新选")
    response = HttpResponseRedirect(way_on(request))
    response.set_cookie(
        SPEAKS_FOR, str(number), samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
    messages.success(request, f"换过来了，您现在代表“{name}”")
    return response
