"""The process that runs queued jobs and signs checkpoints."""
