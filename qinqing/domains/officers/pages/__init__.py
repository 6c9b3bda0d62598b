"""Doors of the room: the roster, one officer, who serves whom, who is away, and an officer's own."""
