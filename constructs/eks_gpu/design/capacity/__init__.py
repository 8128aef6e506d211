"""Reservations, schedules and EFA."""
