"""How the gateway announces that a model goes."""

from email.utils import formatdate

from sandbox.aihubmix.models import Model


def farewell(model: Model) -> dict[str, str]:
    headers = {"Deprecation": f"@{model.deprecated_at}"} if model.deprecated_at else {"Deprecation": "true"}
    if model.retired_at:
        headers["Sunset"] = formatdate(model.retired_at, usegmt=True)
    if model.successor:
        headers["Link"] = f'</v1/models/{model.successor}>; rel="successor-version"'
    return headers
