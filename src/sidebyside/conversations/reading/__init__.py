"""How a talk reads: figures with their base, passages, one thing to try. Made anew each time somebody looks."""
