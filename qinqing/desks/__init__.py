"""The hall: compositions that need several rooms; no models."""
