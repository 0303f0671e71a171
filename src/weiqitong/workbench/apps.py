"""Registers the app, its menu, its kind of rules and who may fetch an export."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "weiqitong.workbench"
    label = "workbench"

    def ready(self) -> None:
        from weiqitong.core.registry import file_owners

        from . import historic, hotline, jobs, menu, phone_menu, register

        menu.register()
        phone_menu.register()
        register.declare()
        historic.declare()
        hotline.declare()
        file_owners.register(jobs.LABEL, jobs.may_fetch)
