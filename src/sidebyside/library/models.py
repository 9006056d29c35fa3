"""Training, guides, interests and events."""
