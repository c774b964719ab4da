"""Guns that read bar codes and QR codes (扫码枪)."""
