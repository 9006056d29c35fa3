from sidebyside.core.media.cli import main

__all__ = ["main"]
