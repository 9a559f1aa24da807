"""What the public validator of 1EdTech would say; it decides nothing."""
