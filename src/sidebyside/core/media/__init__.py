"""Films: what is in them, and how they become playable everywhere. See `probe` and `prepare`."""
