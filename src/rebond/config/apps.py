"""Wires what the database itself must keep true, once all models are known."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    name = "rebond.config"

    def ready(self) -> None:
        autodiscover_modules("guards", "counters", "chapters", "promises")
