"""A person's data kept in step on several devices, over the API."""
