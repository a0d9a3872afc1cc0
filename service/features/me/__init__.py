"""What is a person's own: language, letters, a calendar feed; and badges that anybody may see."""
