"""A loopback AiHubMix: it speaks the gateway's wires, paints instead of generating, and keeps a bill."""

from sandbox.aihubmix.records import Charge, Received
from sandbox.aihubmix.server import FakeAiHubMix

__all__ = ["Charge", "FakeAiHubMix", "Received"]
