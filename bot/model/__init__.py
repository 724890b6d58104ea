"""The neutral model: what people do and what they see, with no platform in it."""
