"""Addresses of the desk: five for each kind of table."""

from qinqing.desks.imports.pages import pages_of

app_name = "imports"
urlpatterns = [
    *pages_of("enterprises", "enterprise.import"),
    *pages_of("contacts", "enterprise.import"),
    *pages_of("figures", "enterprise.import"),
    *pages_of("titles", "enterprise.import"),
    *pages_of("rolls", "enterprise.import"),
    *pages_of("officers", "officer.appoint"),
    *pages_of("assignments", "assignment.keep"),
    *pages_of("problems", "problem.import"),
    *pages_of("units", "unit.keep"),
    *pages_of("people", "account.keep"),
]
