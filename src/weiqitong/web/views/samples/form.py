"""The sample form: one field of every kind, typed in and with its errors."""

from django import forms
from django.utils.translation import get_language

from weiqitong.web.forms import Choice, DayField, FilesField, Form, TextField

from .words import later, say


class SampleForm(Form):
    """One field of every kind, with hints and errors."""

    unit = forms.CharField(
        label=later("协办单位", "Co-handlers"),
        help_text=later("可填几个，用顿号隔开", "Several are possible, separated by commas"),
    )
    phone = forms.CharField(label=later("联系电话", "Phone"))
    text = TextField(label=later("什么事", "What happened"), min_length=10, max_length=4000)
    profile = forms.ChoiceField(
        label=later("时限规则", "Deadline rule"), choices=[("133", "133"), ("2115", "2115")]
    )
    due = DayField(label=later("答应的日子", "Promised date"))
    urgency = forms.ChoiceField(
        label=later("有多急？", "How urgent?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "normal",
                Choice(later("平常", "Usual"), later("按规定时间办", "Within the usual time")),
            ),
            (
                "urgent",
                Choice(
                    later("比较急", "Urgent"),
                    later("影响投产、交货或付款", "Production or delivery suffers"),
                ),
            ),
        ],
    )
    named = forms.BooleanField(
        label=later("企业同意公开名称", "The enterprise agrees to be named"),
        help_text=later("办理单位能直接给企业打电话", "The unit can call the enterprise directly"),
    )
    papers = FilesField(
        label=later("照片或材料", "Photos or papers"),
        help_text=later("最多 5 个，每个不超过 20 MB", "Up to 5, at most 20 MB each"),
        required=False,
    )

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if len(phone) != 11:
            raise forms.ValidationError(
                say(
                    "手机号应为 11 位，现在是 %(count)d 位。",
                    "A mobile number has 11 digits; this one has %(count)d.",
                )
                % {"count": len(phone)}
            )
        return phone


def bound() -> SampleForm:
    """The form as somebody sent it, with what is wrong."""
    sent = SampleForm(_typed(), prefix=get_language())
    sent.is_valid()
    return sent


def _typed() -> dict[str, str]:
    typed = {
        "unit": say("区交通运输局", "District transport bureau"),
        "phone": "1385360",
        "text": say("电不够用", "Power"),
        "profile": "133",
    }
    return {f"{get_language()}-{name}": value for name, value in typed.items()}
