"""The theory of change: what is the case, what is done, what should come of it, and what came."""
