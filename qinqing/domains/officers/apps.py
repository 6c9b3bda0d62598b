from django.apps import AppConfig


class OfficersConfig(AppConfig):
    name = "qinqing.domains.officers"
    label = "officers"
    verbose_name = "首席服务官"
    default_auto_field = "django.db.models.BigAutoField"
