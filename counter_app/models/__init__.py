"""The nouns: frozen values, enums and acts. No rules, no I/O, no Qt."""
