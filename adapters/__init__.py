"""The places people talk to the bot from; each turns its platform into the neutral model."""
