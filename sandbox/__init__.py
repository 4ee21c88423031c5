"""A loopback Discord and a loopback AiHubMix: the demo that needs no keys, and the ground the tests stand on.

Never imported by `bot` or `cogs`, not part of the Docker image.
"""
