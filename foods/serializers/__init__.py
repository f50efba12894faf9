"""The API's contract for foods, a module a subject."""
