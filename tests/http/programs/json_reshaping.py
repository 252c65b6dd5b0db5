# input: {"items": [{"id": 7, "tags": ["a", "b"], "meta": {"price": {"net": 10, "vat": 0.25}}}, {"id": 8, "tags": [], "meta": {}}]}
# result: [{"id": 7, "tags": "a|b", "meta.price.net": 10, "meta.price.vat": 0.25}, {"id": 8, "tags": ""}]
def flatten(value, prefix=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{prefix}.{key}" if prefix else key)
    elif isinstance(value, list):
        yield prefix, "|".join(map(str, value))
    else:
        yield prefix, value


def main(input):
    return [dict(flatten(item)) for item in input["items"]]
