from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "qinqing.desks.imports"
    label = "imports"
    verbose_name = "导入"
