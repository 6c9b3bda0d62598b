"""Downloads: a file follows its problem and its own layer at this moment."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from qinqing.domains.problems import queries
from qinqing.kernel.files import hand_out
from qinqing.kernel.pages import page


@page("problem.see")
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One attachment, as a download."""
    attachment = queries.attachment_for(request.actor, public_id)  # type: ignore[attr-defined]
    return hand_out(attachment.file, attachment.name)
