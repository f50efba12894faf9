"""Medicines that a person names: which gap to magnesium is advised for them, and what theirs is.

`classes` and `spacing` are pure; `words` says what they find; `writing` is for page and API.
"""
