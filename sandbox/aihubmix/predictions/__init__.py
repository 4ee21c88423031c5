"""The unified image API, `/v1/models/{vendor}/{model}/predictions`: each family's fields, and the shapes of answers."""
