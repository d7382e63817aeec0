"""What the intake may log: that something failed and where in our code; never who asked, for what, or with which words."""

import logging
import traceback


class Blind(logging.Filter):
    """Replaces a record's text by the kind of error and the line of code it came from.

    Against whoever seizes or reads the logs: an exception's message may quote what a reporter wrote, a request its path and address.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Empty the record of all that came with a request."""
        error = record.exc_info[1] if record.exc_info else None
        where = traceback.extract_tb(error.__traceback__)[-1] if error and error.__traceback__ else None
        place = f" at {where.name}, line {where.lineno}" if where else ""
        record.msg = f"{type(error).__name__}{place}" if error else f"{record.name}, line {record.lineno}"
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True
