"""Values for the style guide, in the active language. Invented; "today" is Friday 2021-09-17, 10:20."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core import clock
from weiqitong.web import parts, times
from weiqitong.web.forms import Choice, DayField, FilesField, Form, TextField

NOW = clock.at(date(2021, 9, 17), 10, 20)


class SampleForm(Form):
    """One field of every kind, with hints and errors."""

    unit = forms.CharField(
        label=gettext_lazy("Co-handlers"),
        help_text=gettext_lazy("Several are possible, separated by commas"),
    )
    phone = forms.CharField(label=gettext_lazy("Phone"))
    text = TextField(label=gettext_lazy("What happened"), min_length=10, max_length=4000)
    profile = forms.ChoiceField(
        label=gettext_lazy("Deadline rule"), choices=[("133", "133"), ("2115", "2115")]
    )
    due = DayField(label=gettext_lazy("Promised date"))
    urgency = forms.ChoiceField(
        label=gettext_lazy("How urgent?"),
        widget=forms.RadioSelect,
        choices=[
            ("normal", Choice(gettext_lazy("Usual"), gettext_lazy("Within the usual time"))),
            (
                "urgent",
                Choice(gettext_lazy("Urgent"), gettext_lazy("Production or delivery suffers")),
            ),
        ],
    )
    named = forms.BooleanField(
        label=gettext_lazy("The enterprise agrees to be named"),
        help_text=gettext_lazy("The unit can call the enterprise directly"),
    )
    files = FilesField(
        label=gettext_lazy("Photos or papers"),
        help_text=gettext_lazy("Up to 5, at most 20 MB each"),
        required=False,
    )

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if len(phone) != 11:
            raise forms.ValidationError(
                _("A mobile number has 11 digits; this one has %(count)d.") % {"count": len(phone)}
            )
        return phone


@dataclass(frozen=True, slots=True)
class Language:
    """One column of the guide."""

    code: str
    html: str
    parts: dict[str, Any]


def samples() -> list[Language]:
    """Both columns; each is rendered under its own language by the template."""
    found = []
    for code, html in (("zh-hans", "zh-CN"), ("en", "en")):
        with translation.override(code):
            found.append(Language(code, html, _parts()))
    return found


def _at(day: int, hour: int = 18, minute: int = 0) -> datetime:
    return clock.at(date(2021, 9, day), hour, minute)


def _turns() -> list[parts.Turn]:
    until = times.until_words
    return [
        parts.Turn(
            parts.Light("yours"),
            _("Please accept or reject the answer"),
            until(_at(30), NOW),
            yours=True,
        ),
        parts.Turn(
            parts.Light("green"), _("Fangzi Transport Bureau, Gao Yan"), until(_at(22), NOW)
        ),
        parts.Turn(
            parts.Light("yellow", _("34 min left")),
            _("City office, Meng Qinglin"),
            until(_at(17, 10, 54), NOW),
        ),
        parts.Turn(
            parts.Light("red", _("7 days late")),
            _("Anqiu Natural Resources Bureau, Ma Guodong"),
            until(_at(8), NOW),
        ),
        parts.Turn(
            parts.Light("paused", _("Parked")),
            _("Gaomi Housing Bureau, Song Wentao"),
            until(_at(30), NOW),
            words=_("next reply"),
        ),
    ]


def _parts() -> dict[str, Any]:
    turns = _turns()
    bound = SampleForm(
        {
            "unit": _("District transport bureau"),
            "phone": "1385360",
            "text": _("Power"),
            "profile": "133",
        }
    )
    bound.is_valid()
    return {
        "lights": [parts.Light(kind.value) for kind in parts.LightKind],
        "turns": turns,
        "lines": [
            parts.CaseLine(
                _("Duty exemption certificate for imported machines has expired"),
                "#",
                turns[1],
                (_("Huayu New Energy Vehicle Parts"),),
                "坊 2021-0917-031",
                key="31",
            ),
            parts.CaseLine(
                _("Trucks cannot enter the depot by day"), "#", turns[2], key="32", current=True
            ),
        ],
        "stats": [
            parts.Stat.rate(
                _("Accepted"),
                98,
                109,
                unit=_("cases"),
                href="#",
                note=_("22 more without a verdict"),
            ),
            parts.Stat.rate(_("Accepted"), 3, 4, unit=_("cases"), href="#"),
            parts.Stat.count(
                _("Overdue"), 0, of=44, unit=_("cases"), href="#", light=parts.Light("closed")
            ),
        ],
        "form": bound,
        "person": parts.Person(
            _("Liu Chengzhi"), _("Fangzi Industry Bureau"), _("your service specialist")
        ),
        "pips": parts.Pips(2, 3, _("2 of 3 this quarter")),
        "shares": parts.LightShares(103, 10, 4),
        "facts": [
            parts.Fact(_("Enterprise"), _("Huayu New Energy Vehicle Parts"), href="#", change="#"),
            parts.Fact(_("Category"), _("Transport / driving bans"), change="#"),
        ],
        "clocks": [
            parts.Clock(
                _("Contact"),
                f"{times.minutes_words(40)} / {times.minutes_words(120)}",
                parts.Light("closed", _("On time")),
            ),
            parts.Clock(_("Answer"), "4:30 / 26:40", used=17, note=times.until_words(_at(22), NOW)),
        ],
        "why": _("Why %(time)s") % {"time": times.moment_words(_at(22), NOW)},
        "days": _days(),
        "sum": [
            _("Rule 133: an answer within 3 working days."),
            _("Saturday 18 is worked, 19 to 21 are the Mid-Autumn holiday."),
        ],
        "desks": [
            parts.DeskShare(_("Sorting"), _("District office"), 86, "1:26", 1),
            parts.DeskShare(_("Receipt"), _("Traffic police, liaison"), 40, "0:40", 2),
            parts.DeskShare(_("Handling"), _("Traffic police, Hu Zhiyuan"), 120, "2:00", 3),
            parts.DeskShare(_("Co-handling"), _("District transport bureau"), 110, "1:50", 4),
        ],
        "items": [
            parts.TimelineItem(
                _("called Ge Chunlei, 4 minutes"),
                times.moment_words(_at(17, 9, 12), NOW),
                who=_("Hu Zhiyuan"),
                state="now",
            ),
            parts.TimelineItem(
                _("Changing the zone needs the deputy head; passes first."),
                times.moment_words(_at(16, 17, 22), NOW),
                who=_("Meng Qinglin"),
                internal=True,
            ),
            parts.TimelineItem(_("Formal answer"), times.until_words(_at(22), NOW), state="next"),
        ],
        "rates": [
            parts.RateStep("5", _("Very satisfied"), icon="mood-happy"),
            parts.RateStep("4", _("Satisfied"), icon="mood-smile", checked=True),
            parts.RateStep("3", _("Fairly satisfied"), icon="mood-neutral"),
            parts.RateStep("2", _("Dissatisfied"), icon="mood-sad"),
            parts.RateStep("1", _("Very dissatisfied"), icon="mood-angry"),
        ],
        "tabs": [
            parts.Tab(_("Problems"), "#", 8, current=True),
            parts.Tab(_("New"), "#", 296),
            parts.Tab(_("Changed"), "#", 108),
        ],
        "filters": [parts.Filter(_("Whole city"), "#", on=True), parts.Filter(_("Due soon"), "#")],
        "columns": [
            parts.Column(_("Row"), numeric=True, href="#", sort="ascending"),
            parts.Column(_("Credit code")),
            parts.Column(_("What is wrong")),
        ],
        "rows": [
            parts.Row(
                [52, parts.Cell("91370782310347756", bad=True), _("17 characters instead of 18")]
            ),
            parts.Row(
                [
                    88,
                    parts.Cell("91370704MA3N2T6X5U", href="#"),
                    parts.Cell(_("Same as row 41"), light=parts.Light("yellow")),
                ]
            ),
        ],
        "page": {"next": "#", "previous": ""},
        "steps": parts.Steps(2, 3, _("Report a need")),
        "photos": [
            parts.Photo("#", _("Permit.pdf"), size="1.4 MB"),
            parts.Photo("#", _("Gate.pdf")),
        ],
        "keys": [parts.Key(("J", "K"), _("down, up")), parts.Key(("X",), _("choose"))],
        "crumbs": [parts.Crumb(_("All cases"), "#"), parts.Crumb(_("Fangzi District"))],
    }


def _days() -> list[parts.DayCell]:
    days = [date(2021, 9, number) for number in range(16, 23)]
    kinds = ["", "", "extra", "off", "off", "off", "due"]
    words = [
        _("start"),
        _("day %(n)d") % {"n": 1},
        _("day %(n)d") % {"n": 2},
        _("off"),
        _("off"),
        _("off"),
        _("day %(n)d") % {"n": 3},
    ]
    return [
        parts.DayCell(times.weekday(day), day.day, word, kind)
        for day, kind, word in zip(days, kinds, words, strict=True)
    ]
