"""The only package that opens HTTP. Database drivers are the named exception."""
