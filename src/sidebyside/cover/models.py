"""Cover for lessons, hours and what they cost, against funding lines."""
