from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "qinqing.desks.home"
    label = "home"
    verbose_name = "首页"
