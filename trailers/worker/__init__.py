"""Execution: claims jobs, runs stages, hands over what comes out. The only caller of stages."""
