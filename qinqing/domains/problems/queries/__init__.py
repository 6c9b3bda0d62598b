"""Reads of the room. Every read starts from what the actor may see."""
