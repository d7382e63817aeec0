"""Work: who was asked to do what, by when; tasks are entries like everything else."""
