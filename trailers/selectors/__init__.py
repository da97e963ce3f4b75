"""Reads for pages and API: authorised fetches, and rows shaped for showing. Nothing here writes."""

from .projects import get_artifact_for, get_project_for, get_source_for

__all__ = ["get_artifact_for", "get_project_for", "get_source_for"]
