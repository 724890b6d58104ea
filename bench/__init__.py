"""How fast the bot is, beside a yardstick that does the same work in the same run."""
