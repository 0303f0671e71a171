"""Weiqitong: every enterprise a named official, every problem an owner and a clock, the enterprise the last word."""

__version__ = "0.1.0"
