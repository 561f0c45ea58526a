"""Insights as parts of other pages."""
