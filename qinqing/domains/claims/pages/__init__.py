"""Doors for people: an enterprise's money, a unit's desk, those who look on, payout lists."""
