"""One case (办件) on the screen: sheet, lists and deeds, for every page that works on cases."""
