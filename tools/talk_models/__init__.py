"""Fits what core/talk ships, from the corpus in ``corpus/`` and from pinned public sets."""
