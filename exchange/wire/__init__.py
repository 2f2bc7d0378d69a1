"""The wire: what agencies, ministries and other newsrooms send, read from feeds that are watched."""
