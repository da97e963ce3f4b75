"""Stills by OpenAI's picture models, with references, through its own SDK with its repeats turned off."""
