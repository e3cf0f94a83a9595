"""The verbs: what the command line does, as functions that give data frames.

The package `peripheries` hands them on; import them from there.
"""
