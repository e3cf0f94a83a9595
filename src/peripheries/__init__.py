"""Peripheries: an argument about states, made into a model that is tested against the record."""
