"""A person's data out and in: Twelve's own file, and what Cronometer writes."""
