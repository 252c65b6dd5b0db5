# result: {"due": "2024-02-29", "days": 29, "weekdays": 21, "shift_ends": "2024-03-31T08:05:00", "is_leap": true}
from datetime import date, datetime, timedelta
from dateutil.relativedelta import relativedelta


def main():
    start = date(2024, 1, 31)
    due = start + relativedelta(months=1)
    weekdays = sum(1 for i in range((due - start).days) if (start + timedelta(days=i)).weekday() < 5)
    shift = datetime(2024, 3, 30, 22, 15) + timedelta(hours=9, minutes=50)
    return {
        "due": due.isoformat(),
        "days": (due - start).days,
        "weekdays": weekdays,
        "shift_ends": shift.isoformat(),
        "is_leap": (date(2024, 12, 31) - date(2023, 12, 31)).days == 366,
    }
