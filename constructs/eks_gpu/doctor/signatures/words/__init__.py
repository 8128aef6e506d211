"""What people say of a failure in their own words: sentences, and the phrases of a symptom."""
