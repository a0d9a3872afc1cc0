"""What the service does, in slices that know nothing of each other."""
