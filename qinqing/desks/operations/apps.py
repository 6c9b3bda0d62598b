from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "qinqing.desks.operations"
    label = "operations"
    verbose_name = "运行状况"
