"""What people write about themselves, read into the plain data of a profile: the one reader of every door."""
