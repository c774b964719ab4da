"""One line of a ledger besides cases: its facts, what can be done, and deeds that are questions."""
