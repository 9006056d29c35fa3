"""Where faces are in a film, followed from picture to picture, and hidden. Never whose they are.

No vector, print or likeness of a face is computed anywhere: tracks are joined by place, size and time alone.
"""
