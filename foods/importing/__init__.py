"""Published food tables into the catalogue: copied into staging, merged in one transaction."""
