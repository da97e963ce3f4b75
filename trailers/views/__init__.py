"""Pages and their acts, one module per page. A view fetches (which authorises), calls, answers."""
