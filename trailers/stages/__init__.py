"""One module per step kind: values and files in, values and files out. Knows no ORM."""
