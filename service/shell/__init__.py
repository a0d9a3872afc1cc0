"""What surrounds every page: who is signed in, the fences, the layout, the error pages."""
