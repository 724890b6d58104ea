"""One event, one turn, one transaction."""
