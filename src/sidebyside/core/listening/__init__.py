"""What can be told from the sound of a lesson: whether it is good enough, and how two devices' recordings lie."""
