"""Compiled loops over plain arrays; nothing is compiled before its first call."""
