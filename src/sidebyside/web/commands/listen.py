from sidebyside.core.listening.cli import main

__all__ = ["main"]
