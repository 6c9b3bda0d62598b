"""Doors of the room, by what somebody came for."""
