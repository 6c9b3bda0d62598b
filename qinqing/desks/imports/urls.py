"""Addresses of the desk: four for each kind of table."""

from qinqing.desks.imports.pages import pages_of

app_name = "imports"
urlpatterns = [
    *pages_of(
        "enterprises",
        "enterprise.import",
        "企业名称（必须有）、统一社会信用代码、成立日期、企业类型、注册资本、经营范围、注册地址、区域、行业、重点企业",
    ),
    *pages_of(
        "problems",
        "problem.import",
        "编号、时间、内容（这三列必须有）、标题、留言人；也可以是一行一条的 JSON",
    ),
]
