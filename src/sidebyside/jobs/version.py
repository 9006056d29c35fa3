"""The version of the steps. Change it when a kind's steps change in number, order or meaning.

Work that a worker of another version began is not replayed half-way: the sweep asks for it anew.
"""

STEPS = "2"
