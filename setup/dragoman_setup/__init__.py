"""The set-up of dragoman: everything that `make setup` does, on Python's standard library alone."""
