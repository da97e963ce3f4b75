"""ElevenLabs: voices, words with their times, and music. The SDK is imported where a call is made."""
