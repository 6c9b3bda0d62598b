from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "qinqing.desks.audit"
    label = "audit"
    verbose_name = "审计"
