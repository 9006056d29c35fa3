"""What this room holds of a person: their yes to being counted, and nothing else."""

from sidebyside.figures.agreeing import take_back
from sidebyside.trust.holdings import Room

ROOM = Room("figures", (), erase=take_back)
