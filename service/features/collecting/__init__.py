"""How the school collects data: a questionnaire for the document owner and the leaders."""
