"""Lists of others: brought, looked through, confirmed, and entered by the worker."""
