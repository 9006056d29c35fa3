"""Wishes, vetoes and proposals: who might coach whom, and why."""
