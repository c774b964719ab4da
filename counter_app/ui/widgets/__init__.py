"""Parts that pages are built of. Each shows values and reports what was done; none knows a page."""
