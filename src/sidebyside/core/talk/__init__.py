"""A coaching talk described: turns, codes with reasons, elements, indicators and a reading. Start with `describe`."""
