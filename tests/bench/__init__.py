"""`make bench`: what a request costs, as a multiple of a trivial one on the same server."""
