"""Sample press rooms, invented for this project and served on loopback over real HTTP."""
