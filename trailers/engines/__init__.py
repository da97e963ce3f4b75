"""What makes media, each behind a port (see ports.py). Knows no Django."""
