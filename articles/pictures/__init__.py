"""Upload, storage and renditions of pictures, videos and sounds."""
