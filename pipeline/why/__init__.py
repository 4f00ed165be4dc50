"""Why a field says what it says: from which bytes it was read, and by which rule."""
