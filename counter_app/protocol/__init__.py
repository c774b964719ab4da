"""What device and county share on the wire: envelopes, order, digests, tokens, messages."""
