"""What a monitoring system asks: is the service well, and its figures; no person is named."""
