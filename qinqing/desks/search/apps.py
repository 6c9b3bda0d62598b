from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "qinqing.desks.search"
    label = "search"
    verbose_name = "找"
