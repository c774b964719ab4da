"""What a person opens from the rail; a page is a folder here and knows no other page."""
