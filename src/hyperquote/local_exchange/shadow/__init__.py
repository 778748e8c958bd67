"""A recorded or live market that goes by, with our orders as ghosts in it."""
