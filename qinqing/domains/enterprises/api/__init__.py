"""Doors for programs: the register, one enterprise, and what is kept of it."""

from typing import Final

from ninja import Router

from qinqing.domains.enterprises import queries
from qinqing.domains.enterprises.api import keeping, register, standing
from qinqing.domains.enterprises.events import EnterpriseEdited, EnterpriseRegistered
from qinqing.kernel.webhooks import Told

RIGHTS: Final = {
    "enterprise.list": "查企业",
    "enterprise.view": "看一家企业",
    "enterprise.edit": "登记企业、更正资料",
    "contact.keep": "管企业的联系人",
    "figures.state": "填企业的年度数据",
    "standing.keep": "管企业的称号和休眠",
}
"""What a token can be given here."""

TOLD: Final = (
    Told(
        "enterprise",
        "enterprise.view",
        {EnterpriseRegistered: "登记了企业", EnterpriseEdited: "企业资料有更正"},
        queries.addresses_of,
    ),
)

ROUTERS: Final[tuple[Router, ...]] = tuple({part.router: None for part in (register, keeping, standing)})
