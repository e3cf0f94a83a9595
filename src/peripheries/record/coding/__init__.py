"""The coding tables (CAMEO, PLOVER, states, leaders), and the rule that maps actors to states."""
