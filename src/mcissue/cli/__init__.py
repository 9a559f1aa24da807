"""The command line. Each command group is a module of its own, imported when it is called."""
