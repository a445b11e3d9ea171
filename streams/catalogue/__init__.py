"""What is watched for and which duties are known, as people look it up."""
