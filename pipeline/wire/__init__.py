"""Between an address and its bytes: who may be asked, how, how long, and what may come back."""
