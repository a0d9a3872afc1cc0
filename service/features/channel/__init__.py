"""Google's push notifications: the door that they come in by."""
