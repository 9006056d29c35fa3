"""Learning walks: a lesson on offer, and who drops in."""
