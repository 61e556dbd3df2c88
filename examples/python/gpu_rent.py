"""Rent the cheapest GPU with 16 GB, use it, give it back: HTTP and the standard library alone."""

import json
import os
import urllib.parse
import urllib.request
import uuid


class GPUProxyClient:
    def __init__(self, api_url, api_key):
        self.api_url = api_url
        self.headers = {"X-API-Key": api_key, "Content-Type": "application/json"}

    def list_gpus(self, provider="all", **filters):
        return self._call("GET", "/gpu/instances", query={"provider": provider, **filters})["data"]

    def create_instance(self, provider, instance_id, config=None):
        """Answers when the instance is ready. A retry with the same key would answer the same contract."""
        path = f"/gpu/instances/{provider}/{instance_id}"
        return self._call("POST", path, config or {}, {"wait": "ready"}, {"Idempotency-Key": str(uuid.uuid4())})["data"]

    def proxy_request(self, **request):
        return self._call("POST", "/gpu/proxy", request)["data"]

    def destroy_instance(self, provider, contract_id):
        return self._call("DELETE", f"/gpu/instances/{provider}/{contract_id}")["data"]

    def _call(self, method, path, body=None, query=None, headers=None):
        url = f"{self.api_url}{path}?{urllib.parse.urlencode(query or {})}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {**self.headers, **(headers or {})}, method=method)
        with urllib.request.urlopen(request, timeout=330) as response:
            return json.load(response)


if __name__ == "__main__":
    base_url = os.environ.get("PROXY_API_BASE_URL", "http://127.0.0.1:8000")
    proxy = GPUProxyClient(f"{base_url}/api/v1", os.environ["PROXY_API_KEY"])

    best = proxy.list_gpus("vast.ai", min_vram=16)[0]  # cheapest first
    print(f"best offer: {best['gpu_model']} for ${best['price_per_hour']} an hour")

    # Where somebody else was quicker, a like offer up to this price will do.
    config = {"image": "nvidia/cuda:12.0.0-base-ubuntu22.04", "max_price_per_hour": 1}
    instance = proxy.create_instance("vast.ai", best["id"], config)
    try:
        result = proxy.proxy_request(
            protocol="http",
            contract_id=instance["contract_id"],
            path="/inference",
            body={"prompt": "Hello, AI!"},
        )
        print(f"answer of the instance: {result['status_code']}")
    finally:
        ended = proxy.destroy_instance("vast.ai", instance["contract_id"])
        print(f"given back: {ended['status']}")
