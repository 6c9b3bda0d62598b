"""Doors of the room for people: signing in, one's own account, and a console for each administrator."""
