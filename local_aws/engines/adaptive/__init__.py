"""What engines share that learn from examples in their prompt: masking, sentences, prompts, checks, the ladder."""
