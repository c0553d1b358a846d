"""Day one: the office's own list of supporters becomes the registry. All or nothing, repeatable by number, and
nothing is sent to anybody."""
