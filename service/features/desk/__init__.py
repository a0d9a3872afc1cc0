"""The document owner's desk, which answers: what needs me today."""
