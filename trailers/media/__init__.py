"""Executes domain values on files. Knows no Django and decides nothing."""
