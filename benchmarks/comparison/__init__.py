"""The comparison with our peers: contests, rows of the table, and the page that shows them."""
