"""Taking pictures of papers (拍摄材料): live picture, pages, and what becomes of them."""
