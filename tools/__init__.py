"""Maintenance of the project itself; nothing here is part of the library."""
