"""Methods of second order: each iteration learns how the error bends, and chooses its step by that."""
