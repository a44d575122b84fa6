"""Hours and money in the formats of others: a profile is data, a file is bytes."""
