# result: {"local": {"Oslo": "2024-03-09 23:30 CET", "Tokyo": "2024-03-10 07:30 JST", "Kathmandu": "2024-03-10 04:15 +0545"}, "utc_offsets": ["-1 day, 19:00:00", "-1 day, 20:00:00"]}
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def main():
    meeting = datetime(2024, 3, 9, 17, 30, tzinfo=ZoneInfo("America/New_York"))
    cities = {"Oslo": "Europe/Oslo", "Tokyo": "Asia/Tokyo", "Kathmandu": "Asia/Kathmandu"}
    local = {city: meeting.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z") for city, zone in cities.items()}
    next_day = meeting + timedelta(days=1)
    return {"local": local, "utc_offsets": [str(meeting.utcoffset()), str(next_day.utcoffset())]}
