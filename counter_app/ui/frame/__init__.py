"""The parts of the main window around a page: rail, top bar, status bar, key sheet."""
