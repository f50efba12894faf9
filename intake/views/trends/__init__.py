"""Days side by side, and what they say together."""

from intake.views.trends.page import trends

__all__ = ["trends"]
