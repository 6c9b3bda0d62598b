"""What can be taken away of an edition."""

import json

from django.http import HttpRequest, HttpResponse

from qinqing.domains.policies import queries, rules
from qinqing.kernel.pages import actor_of, page


@page("policy.read")
def rule_file(request: HttpRequest, public_id: str, number: int, form: str) -> HttpResponse:
    """The rule of an edition as a file, in YAML or JSON, as it is read in again."""
    found = queries.edition_for(actor_of(request), public_id, number)
    if form == "json":
        text, kind = json.dumps(rules.in_order(found.rule), ensure_ascii=False, indent=2), "application/json"
    else:
        text, kind = rules.written_text(found.rule), "application/yaml"
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.item.code}-{found.number}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
