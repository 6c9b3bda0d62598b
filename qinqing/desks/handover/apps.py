from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "qinqing.desks.handover"
    label = "handover"
    verbose_name = "交接"
