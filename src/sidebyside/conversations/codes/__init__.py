"""Codes of a talk: the machine suggests, the pair confirms, changes or ignores."""
