"""The county server (县平台): receives journals, passes them on, answers citizens' QR codes."""
