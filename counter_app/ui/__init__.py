"""The only Qt of the program: the window, its pages, widgets, theme and background work."""
