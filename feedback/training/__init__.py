"""Training sets out of votes: what the log's rows teach, in OpenAI's formats of fine-tuning."""
