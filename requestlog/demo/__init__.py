"""A built-in model for a first try: it answers at once, always the same, and asks nobody."""
