"""The verbs of the record: what comes into the store, what it holds, what a case makes of it."""
