"""Who is told of votes, and how: events become deliveries, deliveries are sent until they arrive or a day is over."""
