"""The window as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "qinqing.api"
    label = "api"
    verbose_name = "程序接口"
