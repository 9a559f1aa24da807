"""The only code that uses the network, and only when it is asked to."""
