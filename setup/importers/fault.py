"""The one error of the importers."""


class Fault(Exception):
    """What is wrong with the files that were to be converted, for the person at the terminal."""
