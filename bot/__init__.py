"""Effie: an honest assistant for massage clinics."""

__version__ = "0.1.0"
