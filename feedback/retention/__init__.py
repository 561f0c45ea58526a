"""How long each part of the log is kept, and how what is held of one person goes at once."""
