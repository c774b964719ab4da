"""The local cache: an encrypted SQLite file, one writer, frozen views. The client's only SQL."""
