"""Declared fields of items and themes: kinds, schema, conditions, checks.

Pure: the client asks while a clerk types, the county asks when a case or a catalogue arrives,
and both get the same answer. A new field kind is one entry of ``kinds.FIELD_KINDS`` plus one
editor of the user interface.
"""
