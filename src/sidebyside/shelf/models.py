"""A pair's shelf: what both plan with and keep."""
