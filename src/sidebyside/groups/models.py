"""Groups of coaches, the path, and what stayed."""
