from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "qinqing.desks.simulation"
    label = "simulation"
    verbose_name = "推演"
