"""A theory of change as boxes and arrows: what it is, how it is edited, how it is drawn."""
