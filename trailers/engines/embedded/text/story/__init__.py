"""The synopsis understood: sections, sentences, people, places, and where the ending begins."""
