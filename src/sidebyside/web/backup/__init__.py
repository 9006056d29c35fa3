"""Backups: taken while the school works, sealed, tried, and put back without what was deleted since.

A folder of backups holds one folder for each, named by its moment, and beside them `films`, which all share: what lies
there is sealed already, and is copied once. Which monthly key opens a backup stands in its manifest; the keys
themselves lie elsewhere. See docs/adr/0018-keys-whole.md.
"""
