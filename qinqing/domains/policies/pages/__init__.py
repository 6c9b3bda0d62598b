"""Doors of the room for people."""
