"""What a person logs, aims at and told us, over the API; a module a subject."""
