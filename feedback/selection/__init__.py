"""Many requests at once: which are meant, what is done with them, and how it is undone."""
