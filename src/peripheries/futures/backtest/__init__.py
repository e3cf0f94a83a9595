"""Rolling-origin backtests: what would have been forecast month after month, and what it was worth.

At each origin only what was then known is read, and everything is fitted anew.
"""
