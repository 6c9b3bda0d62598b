"""Attachments for programs: a file follows its problem and its own layer at this moment."""

from typing import Any

from django.http import HttpRequest

from qinqing.domains.problems import queries
from qinqing.domains.problems.api.lists import actor_of, router
from qinqing.kernel.api.operations import reads
from qinqing.kernel.files import KINDS, hand_out


@reads(router, "/files/{public_id}", right="problem.see", answers=bytes, name="download_file", gives=KINDS)
def download(request: HttpRequest, public_id: str) -> Any:
    """下载一个附件。"""
    attachment = queries.attachment_for(actor_of(request), public_id)
    return hand_out(attachment.file, attachment.name)
