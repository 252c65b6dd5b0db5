"""The first line on the zygote's channel."""

import json
import unittest

from plan import Plan, parse_plan
from tests.test_wire import GOLDEN

PLANS = [line for line in GOLDEN["zygote"]["toZygote"] if "plan" in line["json"]]


class PlanOnTheWire(unittest.TestCase):
    def test_the_golden_plans_are_read_in_full(self) -> None:
        self.assertGreater(len(PLANS), 0)
        for line in PLANS:
            with self.subTest(line["name"]):
                document = json.loads(line["line"])["plan"]
                plan = parse_plan(document)
                self.assertIsInstance(plan, Plan)
                wanted = {**document, "readable": tuple(document["readable"])}
                self.assertEqual(sorted(map(str, vars(plan).values())), sorted(map(str, wanted.values())))
                self.assertEqual((plan.first_uid, plan.jail), (document["firstUid"], document["jail"]))

    def test_a_missing_and_an_unknown_key_are_named(self) -> None:
        document = dict(PLANS[0]["json"]["plan"])
        del document["firstUid"]
        with self.assertRaisesRegex(ValueError, "missing or unknown keys: firstUid"):
            parse_plan(document)
        with self.assertRaisesRegex(ValueError, "missing or unknown keys: firstUid, shell"):
            parse_plan({**document, "shell": True})
