"""The catalog from Python, with the standard library alone."""

import json
import os
import urllib.parse
import urllib.request


class ModelDiscoveryAPI:
    def __init__(self, base_url=os.environ.get("PROXY_API_BASE_URL", "http://127.0.0.1:8000")):
        self.base_url = base_url

    def get_models(self, **filters):
        """Models that pass every filter; what is unknown passes none."""
        return self._get("/api/models", filters)["models"]

    def search_models(self, query, **filters):
        """Best match first; typos and word order do not matter."""
        return self._get("/api/models/search", {"q": query, **filters})["models"]

    def _get(self, path, params):
        given = {name: value for name, value in params.items() if value is not None}
        url = f"{self.base_url}{path}?{urllib.parse.urlencode(given, doseq=True)}"
        with urllib.request.urlopen(url, timeout=30) as response:
            return json.load(response)


if __name__ == "__main__":
    api = ModelDiscoveryAPI()
    print(f"{len(api.get_models(provider='openai', supports_chat=True))} models of openai chat")
    for model in api.search_models("claude sonnet", limit=3):
        print(f"found: {model['provider']}/{model['id']}, ${model['input_cost']} per 1,000 input tokens")
