"""How long recordings live: the school's limits, the owner's choice, notices before the last day."""
