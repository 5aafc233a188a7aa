"""Errors that a user can act on, each with the exit code the command line gives for it.

Every message says what is wrong and where (file:line where there is one); ``hint`` says what to do.
"""


class KgError(Exception):
    """Base of all errors that end a command with a message instead of a traceback."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CheckFailed(KgError):
    """A check ran and found something: a mismatch, a violation, a difference."""

    exit_code = 1


class UsageError(KgError):
    """The command was called in a way that cannot work: a missing path, an unknown name."""

    exit_code = 2


class BadData(KgError):
    """A file exists but cannot be used: binary bytes, an empty text, a broken table."""

    exit_code = 3
