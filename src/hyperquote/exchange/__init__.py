"""What is said to `POST /exchange`: actions, the signed envelope around them, and the client that sends it."""
