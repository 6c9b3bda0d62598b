from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "qinqing.domains.advice"
    label = "advice"
    verbose_name = "政策咨询与宣讲"
    default_auto_field = "django.db.models.BigAutoField"
