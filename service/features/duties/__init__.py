"""A person's duties, which answer: what do I owe, until when."""
