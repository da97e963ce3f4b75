"""The treatment and the shot plan of a music video by rules: from one line of concept and what the song does."""
