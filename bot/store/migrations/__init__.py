"""How the schema came to be, a file per change; ``bot/store/schema.py`` runs them."""
