"""What rows and files of past shifts are refused with, for the catalogs to find."""

from flask_babel import lazy_gettext as _later

SENTENCES = (
    _later("Nothing stands here: fill it in."),
    _later("This is too long, or no text: at most 200 characters."),
    _later("This is no time: write it like 2026-11-23T08:00:00."),
    _later("The clocks went forward over this time, there was none such: write the hour after."),
    _later("The end is not after the start: look at both times, and at their days."),
    _later("The end is more than 48 hours after the start: write it as several shifts."),
    _later("This is no number of hours: above 0 and up to 48, without the unpaid breaks."),
    _later("These are more hours than lie between start and end: look at all three."),
    _later("After row %(row)s the file can’t be read: it may be damaged. Save it again."),
    _later("Row 1, the heading, lacks: %(names)s. Name the columns so, in any order."),
    _later("This file has more than 1,000,000 rows, or unpacks to too much: send it in parts."),
    _later(
        "The pay period of this day isn’t open any more: take the row out, or have the pe"
        "riod opened again."
    ),
    _later("Nobody here has this number: an admin adds the person, or brings this file in."),
    _later("There is no project with this code: an admin adds it, or brings this file in."),
    _later("This project has no such task: an admin adds it, or brings this file in."),
    _later("There are no rows in this file."),
    _later("%(name)s is being brought in or taken back by somebody else."),
    _later("Row %(row)s: its pay period was closed meanwhile. What was in stays."),
    _later(
        "The pay period %(first)s of somebody with hours of this import isn’t open any mo"
        "re: they stay. Have it opened again, or correct them one by one."
    ),
    _later("Somebody else is taking this import back."),
    _later("You may not bring hours in any more."),
)
