"""Devices and a technician's time, booked with a lesson."""
