// Cargo wants a target. This is it.
