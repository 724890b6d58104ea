"""What people can do, a module each; every one has its own router."""
