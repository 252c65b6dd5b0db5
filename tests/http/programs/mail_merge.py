# input: {"template": "Hi {first} {last}, your {plan!r} plan ends on {ends:%d.%m.%Y}.", "people": [{"first": "Ann", "last": "Lee", "plan": "pro", "ends": "2025-01-31"}, {"first": "Bo", "last": "Ek", "plan": "free", "ends": "2024-02-29"}]}
# result: {"count": 2, "messages": ["Hi Ann Lee, your 'pro' plan ends on 31.01.2025.", "Hi Bo Ek, your 'free' plan ends on 29.02.2024."]}
from datetime import date


def main(input):
    """LLM-style helper: merges a template with a list of people."""
    messages = []
    for i, person in enumerate(input["people"]):
        try:
            data = {**person, "ends": date.fromisoformat(person["ends"])}
            messages.append(input["template"].format(**data))
        except KeyError as e:
            print(f"Row {i}: missing field {e}")
    return {"count": len(messages), "messages": messages}


# Example usage:
if __name__ == "__main__":
    result = main({"template": "", "people": []})
    print(result)
