"""From files, folders and standard input to objects with the line of each of their fields."""
