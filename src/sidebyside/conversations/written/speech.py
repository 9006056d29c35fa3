"""Whether a talk can be written down on this machine, and by which model."""

from sidebyside.core.listening.here import folder, is_installed, knows_only_english

__all__ = ["folder", "is_installed", "knows_only_english"]
