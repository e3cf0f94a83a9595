"""A case's mechanisms on the engine: what acts there were, what could have been done, what weighs.

Given who acted and when, each act is a choice among targets and kinds; mechanisms are weights in
it.
"""
