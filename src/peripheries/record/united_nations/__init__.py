"""What the files of the General Assembly and the Security Council have in common: layouts, rows."""
