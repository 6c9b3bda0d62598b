"""Downloads: a file follows its problem and its own layer at this moment."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from qinqing.domains.problems import queries
from qinqing.kernel.files import hand_out
from qinqing.kernel.pages import actor_of, page


@page("problem.see")
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One attachment, as a download."""
    attachment = queries.attachment_for(actor_of(request), public_id)
    return hand_out(attachment.file, attachment.name)
