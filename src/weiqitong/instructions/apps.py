"""A leader's written instructions: number, text, due date, report back."""

from django.apps import AppConfig


class InstructionsConfig(AppConfig):
    name = "weiqitong.instructions"
    label = "instructions"
