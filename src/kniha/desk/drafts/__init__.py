"""Forms that are being written, kept until they are entered."""
