"""The playground: a web page on loopback where a visitor steps into made-up people."""
