"""Deadlines worked out by hand from the published calendars, with the reasoning; no code made them.

Hours, unless a case says otherwise, are 08:30–12:00 and 13:30–18:00, eight a day. SEASONS are
08:30–12:00 and 14:00–18:00 from 1 June, 08:30–12:00 and 13:30–17:30 from 1 October. A number in
brackets is the working day counted; mk is a make-up day.
"""

# ruff: noqa: E501 (a table reads better with its reasons unbroken)

from __future__ import annotations

from dataclasses import dataclass

Happening = tuple[str, str] | tuple[str, str, int]  # kind, at, and the amount of an extension


@dataclass(frozen=True)
class Case:
    start: str
    amount: int
    unit: str
    due: str
    why: str
    events: tuple[Happening, ...] = ()
    yellow: str = ""
    seasons: bool = False
    provisional: bool = False


WD, WH, WM, ND, H = "working_days", "working_hours", "working_minutes", "natural_days", "hours"

CASES = [
    # Mid-Autumn 2021: 18 Sat worked, 19–21 off
    Case("2021-09-16 15:20", 3, WD, "2021-09-22 18:00",
         "Fri 17 (1), Sat 18 mk (2), 19–21 off, Wed 22 (3). Whole: 2:40 on the 16th and 3 × 8 = 26:40;"
         " a quarter is 6:40: 4:30 of the afternoon, 2:10 before noon.", yellow="2021-09-22 09:50"),
    Case("2021-09-18 09:00", 1, WD, "2021-09-22 18:00",
         "The make-up Saturday is the start day and not counted; 19–21 off; Wed 22 (1)."),
    Case("2021-09-17 17:30", 2, WH, "2021-09-18 10:00",
         "Half an hour on Friday; Saturday 18 is a make-up day: 08:30 + 1:30.",
         yellow="2021-09-18 09:30"),
    # Spring Festivals
    Case("2021-02-05 10:00", 3, WD, "2021-02-09 18:00",
         "Sat 6 off, Sun 7 mk (1), Mon 8 (2), Tue 9 (3)."),
    Case("2021-02-09 10:00", 3, WD, "2021-02-19 18:00",
         "Wed 10 (1), 11–17 off, Thu 18 (2), Fri 19 (3)."),
    Case("2021-02-10 16:00", 5, WD, "2021-02-23 18:00",
         "11–17 off, Thu 18 (1), Fri 19 (2), Sat 20 mk (3), Sun 21 off, Mon 22 (4), Tue 23 (5)."),
    Case("2020-01-22 11:00", 3, WD, "2020-02-04 18:00",
         "Thu 23 (1); the holiday from 24 January was prolonged to 2 February; Mon 3 (2), Tue 4 (3)."),
    Case("2020-01-17 09:00", 1, WD, "2020-01-19 18:00", "Sat 18 off, Sun 19 mk (1)."),
    Case("2022-01-26 14:00", 10, WD, "2022-02-14 18:00",
         "Thu 27 (1), Fri 28 (2), Sat 29 mk (3), Sun 30 mk (4), 31 January to 6 February off,"
         " 7–11 February (5–9), Mon 14 (10)."),
    Case("2024-02-09 17:00", 2, WH, "2024-02-18 09:30",
         "New Year's Eve 2024 was a working day: one hour to 18:00; 10–17 off; Sun 18 mk 08:30 + 1 h."),
    Case("2026-02-13 10:00", 3, WD, "2026-02-25 18:00",
         "Sat 14 mk (1), 15–23 off, Tue 24 (2), Wed 25 (3)."),
    Case("2026-02-25 08:45", 3, WD, "2026-02-28 18:00", "Thu 26 (1), Fri 27 (2), Sat 28 mk (3)."),
    # National Day, alone and with Mid-Autumn
    Case("2020-09-25 10:00", 5, WD, "2020-10-09 18:00",
         "Sat 26 off, Sun 27 mk (1), Mon 28 (2), Tue 29 (3), Wed 30 (4), 1–8 off, Fri 9 (5)."),
    Case("2020-09-30 17:59", 3, WD, "2020-10-12 18:00",
         "1–8 off, Fri 9 (1), Sat 10 mk (2), Sun 11 off, Mon 12 (3)."),
    Case("2023-09-27 10:00", 2, WD, "2023-10-07 18:00",
         "Thu 28 (1), 29 September to 6 October off, Sat 7 mk (2)."),
    Case("2023-09-28 10:00", 5, WD, "2023-10-11 18:00",
         "29 September to 6 October off, Sat 7 mk (1), Sun 8 mk (2), Mon 9 (3), Tue 10 (4), Wed 11 (5)."),
    Case("2025-09-26 10:00", 5, WD, "2025-10-10 18:00",
         "Sat 27 off, Sun 28 mk (1), Mon 29 (2), Tue 30 (3), 1–8 off, Thu 9 (4), Fri 10 (5)."),
    Case("2025-10-09 10:00", 2, WD, "2025-10-11 18:00", "Fri 10 (1), Sat 11 mk (2)."),
    Case("2026-09-18 10:00", 10, WD, "2026-10-09 18:00",
         "Sat 19 off, Sun 20 mk (1), Mon–Thu 21–24 (2–5), Mid-Autumn 25–27 off, Mon–Wed 28–30 (6–8),"
         " 1–7 October off, Thu 8 (9), Fri 9 (10)."),
    Case("2022-09-26 10:00", 15, WD, "2022-10-20 18:00",
         "27–30 September (1–4), 1–7 off, Sat 8 mk (5), Sun 9 mk (6), 10–14 (7–11), 17–20 (12–15)."),
    Case("2021-09-30 23:50", 1, WD, "2021-10-08 18:00", "1–7 off, Fri 8 (1)."),
    Case("2021-10-03 12:00", 2, WD, "2021-10-09 18:00",
         "Begun within the holiday: Fri 8 (1), Sat 9 mk (2)."),
    Case("2021-09-30 20:30", 20, WH, "2021-10-11 14:00",
         "The office is closed until Fri 8: 8 h; Sat 9 mk: 8 h; Sun 10 off; Mon 11: 3:30 to noon,"
         " then 0:30 from 13:30."),
    # Other holidays
    Case("2013-04-26 10:00", 3, WD, "2013-05-02 18:00",
         "Sat 27 mk (1), Sun 28 mk (2), 29 April to 1 May off, Thu 2 (3)."),
    Case("2015-09-02 10:00", 2, WD, "2015-09-07 18:00",
         "Victory Day 3–5 off by its own notice, Sun 6 mk (1), Mon 7 (2)."),
    Case("2019-04-26 10:00", 3, WD, "2019-04-30 18:00",
         "The changed notice: Sat 27 off, Sun 28 mk (1), Mon 29 (2), Tue 30 (3)."),
    Case("2019-04-30 10:00", 2, WD, "2019-05-06 18:00", "1–4 off, Sun 5 mk (1), Mon 6 (2)."),
    Case("2021-04-20 10:00", 30, WD, "2021-06-02 18:00",
         "21–23 April (1–3), Sun 25 mk (4), 26–30 (5–9), 1–5 May off, Thu 6 (10), Fri 7 (11),"
         " Sat 8 mk (12), 10–14 (13–17), 17–21 (18–22), 24–28 (23–27), Mon 31 (28), Tue 1 June (29),"
         " Wed 2 (30). Yellow one working day before: 8 hours before 18:00 is 08:30.",
         yellow="2021-06-02 08:30"),
    # Year ends
    Case("2018-12-27 10:00", 3, WD, "2019-01-02 18:00",
         "Fri 28 (1), Sat 29 mk (2) by the notice of 2019, 30 December to 1 January off, Wed 2 (3)."),
    Case("2022-12-29 10:00", 2, WD, "2023-01-03 18:00",
         "Fri 30 (1), 31 December to 2 January off, Tue 3 (2)."),
    Case("2025-12-30 10:00", 3, WD, "2026-01-05 18:00",
         "Wed 31 (1), 1–3 January off, Sun 4 mk (2), Mon 5 (3)."),
    Case("2024-12-30 10:00", 2, WD, "2025-01-02 18:00",
         "Tue 31 (1), Wed 1 January off alone, Thu 2 (2)."),
    Case("2011-12-30 10:00", 2, WD, "2012-01-04 18:00",
         "Sat 31 December mk (1), 1–3 January off, Wed 4 (2)."),
    Case("2007-12-28 10:00", 2, WD, "2008-01-02 18:00",
         "Sat 29 mk (1), 30 December to 1 January off, Wed 2 (2)."),
    Case("2026-12-28 09:00", 5, WD, "2027-01-04 18:00",
         "Tue 29 (1), Wed 30 (2), Thu 31 (3); no notice for 2027 yet, so Fri 1 January is a weekday (4),"
         " Mon 4 (5).", provisional=True),
    Case("2027-02-03 10:00", 5, WD, "2027-02-10 18:00",
         "Thu 4 (1), Fri 5 (2), Mon 8 (3), Tue 9 (4), Wed 10 (5), as if there were no Spring Festival.",
         provisional=True),
    Case("2026-12-21 10:00", 3, WD, "2026-12-24 18:00",
         "Tue 22 (1), Wed 23 (2), Thu 24 (3): a week before the year ends nothing can move any more."),
    Case("2026-12-28 10:00", 2, WD, "2026-12-30 18:00",
         "Tue 29 (1), Wed 30 (2): within 2026, but New Year's notice may still take the 30th, as in 2018.",
         provisional=True),
    # Office hours: nights, lunch, weekends
    Case("2021-08-14 11:00", 1, WD, "2021-08-16 18:00", "Begun on a Saturday: Mon 16 (1)."),
    Case("2021-08-20 17:30", 2, WH, "2021-08-23 10:00",
         "Two hours on a Friday afternoon: 0:30 to 18:00, then Mon 23 08:30 + 1:30. A quarter: 0:30.",
         yellow="2021-08-23 09:30"),
    Case("2021-08-18 22:15", 2, WH, "2021-08-19 10:30", "Night: the clock starts Thu 19 08:30."),
    Case("2021-08-19 06:00", 30, WM, "2021-08-19 09:00", "Before opening: 08:30 + 0:30."),
    Case("2021-08-21 15:00", 1, WH, "2021-08-23 09:30", "Saturday: starts Mon 23 08:30."),
    Case("2021-08-18 12:40", 1, WH, "2021-08-18 14:30", "Lunch: starts 13:30."),
    Case("2021-08-18 11:30", 60, WM, "2021-08-18 14:00", "0:30 to noon, 0:30 from 13:30."),
    Case("2021-08-18 08:30", 210, WM, "2021-08-18 12:00",
         "The whole morning, 3:30: due when it ends, not when the afternoon begins."),
    Case("2021-08-18 14:00", 4, WH, "2021-08-18 18:00", "To the closing hour exactly."),
    Case("2021-08-18 18:00", 8, WH, "2021-08-19 18:00", "At closing nothing is left: all of Thu 19."),
    Case("2021-08-20 17:59:30", 1, WM, "2021-08-23 08:30:30", "30 seconds on Friday, 30 on Monday."),
    # Season change of hours
    Case("2021-09-29 10:00", 3, WD, "2021-10-09 17:30",
         "Thu 30 (1), Fri 8 October (2), Sat 9 mk (3), winter hours by then. Whole: 6 + 7:30 × 3 = 28:30;"
         " a quarter is 7:07:30, less than the day's 7:30: 4:00 of the afternoon, 3:07:30 before noon.",
         seasons=True, yellow="2021-10-09 08:52:30"),
    Case("2021-05-28 10:00", 3, WD, "2021-06-02 18:00",
         "Mon 31 (1), Tue 1 June (2), Wed 2 (3): summer hours close at 18:00.", seasons=True),
    Case("2021-09-30 16:00", 4, WH, "2021-10-08 10:30",
         "2 h of summer to 18:00, then winter's Fri 8 08:30 + 2 h.", seasons=True),
    Case("2021-05-31 16:30", 2, WH, "2021-06-01 09:30",
         "May still closes at 17:30: 1 h; Tue 08:30 + 1 h.", seasons=True),
    Case("2021-07-05 11:30", 2, WH, "2021-07-05 15:30",
         "Summer lunch is two hours: 0:30 to noon, 14:00 + 1:30.", seasons=True),
    Case("2021-11-01 11:30", 2, WH, "2021-11-01 15:00",
         "Winter lunch: 0:30 to noon, 13:30 + 1:30.", seasons=True),
    # Natural days and round the clock
    Case("2021-09-29 09:00", 5, ND, "2021-10-04 18:00",
         "29 + 5 = 4 October, a holiday; natural days do not move. Whole: 5 days 9 h = 129 h, a quarter"
         " is 32:15; a working day before would be 30 September, so the quarter is the shorter.",
         yellow="2021-10-03 09:45"),
    Case("2021-09-28 10:00", 5, ND, "2021-10-03 17:30", "3 October, winter's closing hour.",
         seasons=True),
    Case("2024-02-26 10:00", 5, ND, "2024-03-02 18:00",
         "27, 28, 29 (a leap year), 1 March, Saturday the 2nd."),
    Case("2021-09-30 20:30", 24, H, "2021-10-01 20:30",
         "Day and night, holiday or not; a quarter is 6 h.", yellow="2021-10-01 14:30"),
    Case("2021-08-20 23:00", 2, H, "2021-08-21 01:00", "Over midnight into Saturday."),
    # Pauses, extensions
    Case("2021-09-16 15:20", 3, WD, "2021-09-24 18:00",
         "Paused on the 17th (1) with 18 and 22 left, two days; resumed on Wed 22, itself not counted:"
         " Thu 23, Fri 24.",
         (("pause", "2021-09-17 10:00"), ("resume", "2021-09-22 11:00"))),
    Case("2021-08-16 09:00", 3, WD, "2021-08-19 18:00",
         "17, 18, 19; a pause within one day moves no day.",
         (("pause", "2021-08-17 10:00"), ("resume", "2021-08-17 16:00"))),
    Case("2021-09-28 09:00", 3, WD, "2021-10-12 18:00",
         "29 (1), 30 (2), one day left at the pause; resumed on Sun 10, a day off, which counts as"
         " Mon 11; Tue 12 is the day that was left.",
         (("pause", "2021-09-30 15:00"), ("resume", "2021-10-10 10:00"))),
    Case("2021-08-16 09:00", 3, WD, "2021-08-19 18:00",
         "Paused and resumed within one night: no office time was lost, nothing moves.",
         (("pause", "2021-08-17 20:00"), ("resume", "2021-08-18 07:00"))),
    Case("2021-08-18 10:00", 8, WH, "2021-08-23 15:00",
         "One hour used at 11:00, seven left; Fri 20 16:00–18:00 two, Mon 23 morning 3:30, then 1:30"
         " from 13:30.",
         (("pause", "2021-08-18 11:00"), ("resume", "2021-08-20 16:00"))),
    Case("2021-08-16 09:00", 1, WD, "2021-08-19 18:00",
         "Paused on the due day with no whole day left; resumed on Thu 19: the rest of that day.",
         (("pause", "2021-08-17 10:00"), ("resume", "2021-08-19 09:00"))),
    Case("2021-09-13 10:00", 5, WD, "2021-10-09 18:00",
         "5 + 10: 14–17 (1–4), Sat 18 mk (5); then Wed–Fri 22–24 (1–3), Sun 26 mk (4), 27–30 (5–8),"
         " Fri 8 October (9), Sat 9 mk (10).",
         (("extend", "2021-09-17 10:00", 10),)),
    Case("2021-08-02 10:00", 5, WD, "2021-08-17 18:00",
         "3, 4 used; 5, 6 and 9 left at the pause; two more granted: five; resumed on Tue 10:"
         " 11, 12, 13, 16, 17.",
         (("pause", "2021-08-04 10:00"), ("extend", "2021-08-05 10:00", 2),
          ("resume", "2021-08-10 09:00"))),
    Case("2021-08-02 10:00", 7, ND, "2021-08-11 18:00",
         "Due Mon 9. Paused on the 4th after closing, so the 5th is the first day lost: four days left"
         " (6–9); resumed on the 7th: 8, 9, 10, 11.",
         (("pause", "2021-08-04 20:00"), ("resume", "2021-08-07 10:00"))),
    Case("2021-08-20 10:00", 24, H, "2021-08-22 03:00",
         "18 of 24 hours left at 16:00; Saturday 09:00 + 18 h.",
         (("pause", "2021-08-20 16:00"), ("resume", "2021-08-21 09:00"))),
    Case("2021-08-16 09:00", 2, WD, "2021-08-18 18:00",
         "17, 18; a pause after the due time heals nothing.",
         (("pause", "2021-08-19 10:00"), ("resume", "2021-08-25 09:00"))),
]  # fmt: skip
