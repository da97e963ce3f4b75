"""Wiring only: settings, addresses, logging and health. Nobody imports this package."""
