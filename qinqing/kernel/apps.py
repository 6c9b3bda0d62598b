from django.apps import AppConfig

from qinqing.kernel import moments


class KernelConfig(AppConfig):
    name = "qinqing.kernel"
    label = "kernel"
    verbose_name = "机制"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Before any connection is opened."""
        moments.read_fast()
