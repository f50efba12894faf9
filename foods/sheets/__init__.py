"""Foods out to a curator's spreadsheet and back: the difference first, then the change.

A line is a food, known by its id. Columns may be left out or stand in any order; what a sheet does
not have stays. An empty figure is not known, 0 is measured and none found. A file is easily passed
on, so foods whose licence would have to go with them stay out of it.
"""
