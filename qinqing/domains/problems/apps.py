from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "qinqing.domains.problems"
    label = "problems"
    verbose_name = "诉求"
    default_auto_field = "django.db.models.BigAutoField"
