from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "qinqing.domains.claims"
    label = "claims"
    verbose_name = "兑现"
    default_auto_field = "django.db.models.BigAutoField"
