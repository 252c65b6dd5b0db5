# result: {"ids": {"ann": "ebd414f9-754e-56cd-aec5-449f88f576b7", "bob": "ba4c39f0-29ff-5196-b490-be380b9a57c7"}, "fresh": 100, "version": true}
import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "example.com")


def main():
    ids = {name: str(uuid.uuid5(NAMESPACE, name)) for name in ("ann", "bob")}
    fresh = {uuid.uuid4() for _ in range(100)}
    return {"ids": ids, "fresh": len(fresh), "version": {u.version for u in fresh} == {4}}
