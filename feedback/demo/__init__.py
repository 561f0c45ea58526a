"""A believable month of a support assistant's calls and votes. Everything but `store` is plain Python."""
