"""Weiqitong: every enterprise a named official, every problem an owner, a clock and a verdict."""

__version__ = "0.1.0"
