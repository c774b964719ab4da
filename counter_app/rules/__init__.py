"""The verbs: what may be done and what follows, as pure functions without I/O."""
