"""Registers the app, its menu, its kind of rules and who may fetch an export."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "weiqitong.workbench"
    label = "workbench"

    def ready(self) -> None:
        from weiqitong.core.registry import file_owners, force_slots

        from . import forces, historic, hotline, jobs, menu, phone_menu, register

        menu.register()
        phone_menu.register()
        register.declare()
        historic.declare()
        hotline.declare()
        force_slots.register("workbench.needs", forces.force_slot)
        file_owners.register(jobs.LABEL, jobs.may_fetch)
