"""Pictures and videos: what is asked for, what is given, what is made; fetching, checking and converting them."""
