from django.apps import AppConfig


class EnterpriseFileConfig(AppConfig):
    name = "qinqing.desks.enterprise_file"
    label = "enterprise_file"
    verbose_name = "一企一档"
