"""What the verifier reads in anybody's documents: who, what and when."""
