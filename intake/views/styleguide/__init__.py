"""Every part of the pages in every state, for whoever works on them."""

from intake.views.styleguide.page import styleguide

__all__ = ["styleguide"]
