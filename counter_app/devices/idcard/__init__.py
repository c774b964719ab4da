"""Readers of resident identity cards (居民身份证阅读器)."""
