"""A throwaway room: jars that are to be filled. Only workers started by tests know it."""

SECRET = "Oisín's plimsolls"
