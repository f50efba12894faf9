"""The API's contract for what a person logs, aims at and told us, a module a subject."""
