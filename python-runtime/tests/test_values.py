"""numpy and pandas values that main() returns: scalars become numbers, all else is refused with advice."""

from tests.driver import WorkerTest

_NUMBERS = {
    "np.int64(3)": 3,
    "np.uint64(2**64 - 1)": 2**64 - 1,
    "np.float64(1.5)": 1.5,
    "np.float32(1.5)": 1.5,
    "np.float16(1.5)": 1.5,
    "np.bool_(True)": True,
    "[np.int8(1), {'a': np.float32(2)}]": [1, {"a": 2.0}],
    "{np.float64(1.5): 1}": {"1.5": 1},
    "np.str_('x')": "x",
    "pd.DataFrame({'x': [1, 2, 3]})['x'].mean()": 2.0,
    "pd.DataFrame({'x': [1, 2]}).to_dict()": {"x": {"0": 1, "1": 2}},
    "pd.DataFrame({'x': [1, 2]}).to_dict('records')": [{"x": 1}, {"x": 2}],
    "np.arange(3).tolist()": [0, 1, 2],
    "pd.Series([1, 2]).sum()": 3,
}

_PROBLEMS = {
    "np.arange(3)": "result is a ndarray; use .tolist()",
    "np.array(5)": "result is a ndarray; use .tolist()",
    "[1, pd.DataFrame({'x': [1]})]": 'result[1] is a DataFrame; use .to_dict("records")',
    "pd.Series([1])": "result is a Series; use .tolist() or .to_dict()",
    "pd.Index([1])": "result is an Index; use .tolist()",
    "pd.date_range('2024', periods=2)": "result is a DatetimeIndex; use .tolist()",
    "pd.Timestamp('2024-01-01')": "result is a Timestamp; use .isoformat()",
    "pd.Timedelta('1s')": "result is a Timedelta; use .total_seconds()",
    "pd.Period('2024')": "result is a Period; use str(…)",
    "pd.NaT": "result is a NaTType; use None",
    "pd.NA": "result is a NAType; use None",
    "pd.Interval(0, 1)": "result is an Interval; use str(…)",
    "pd.Categorical(['a'])": "result is a Categorical; use .tolist()",
    "np.datetime64('2024-01-01')": "result is a datetime64; use str(…)",
    "np.timedelta64(5, 'ns')": "result is a timedelta64; use str(…), or divide it by numpy.timedelta64(1, 's')",
    "np.timedelta64(5, 's')": "result is a timedelta64; use str(…), or divide it by numpy.timedelta64(1, 's')",
    "np.float32('nan')": "result is nan, which JSON does not have; use None",
    "[np.float64('inf')]": "result[0] is inf, which JSON does not have; use None",
    "np.complex128(1j)": "result is a complex128; use [z.real, z.imag]",
    "np.bytes_(b'x')": "result is a bytes_; use .decode(), or base64.b64encode(…).decode()",
    "{'a': {np.int64(1): 2}}": 'result["a"] has a key of type int64; use int(…) for it',
    "pd.DataFrame({'x': [1.5, None]}).to_dict()": 'result["x"][1] is nan, which JSON does not have; use None',
}


class Values(WorkerTest):
    def test_scalars_become_numbers(self) -> None:
        for expression, value in _NUMBERS.items():
            with self.subTest(expression):
                source = f"import numpy as np\nimport pandas as pd\ndef main(): return {expression}"
                returned = self.value_of(source)
                self.assertEqual((returned, type(returned)), (value, type(value)))

    def test_all_else_is_refused_with_advice(self) -> None:
        for expression, problem in _PROBLEMS.items():
            with self.subTest(expression):
                run = self.zygote.run(f"import numpy as np\nimport pandas as pd\ndef main(): return {expression}")
                self.assertEqual(run.kinds, "CJ", run)
                self.assertEqual(run.last["message"], f"Returned value is not valid JSON: {problem}")
