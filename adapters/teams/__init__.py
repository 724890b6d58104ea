"""Microsoft Teams: Adaptive Cards over the Bot Connector."""
