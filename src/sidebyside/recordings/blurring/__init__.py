"""Hiding faces in a film: look for them, let the owner choose, make a film that takes the place of what was filmed.

`recordings.recognition` is what a gate asks before such a film is shared.
"""
