"""Things beside the keyboard: a port for each kind of device, and its drivers. No Qt here."""
