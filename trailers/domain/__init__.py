"""Pure decisions: values in, a value out. Standard library only, no input or output."""
