"""Self-checks: rules as data, three-valued logic, typed input."""
