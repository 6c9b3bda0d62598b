from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "qinqing.kernel"
    label = "kernel"
    verbose_name = "机制"
    default_auto_field = "django.db.models.BigAutoField"
