"""Components escape what they are given, carry no script in their markup, and all exist."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from tools import assets

from weiqitong.core.errors import BadInput
from weiqitong.web import parts
from weiqitong.web.forms import Choice, FilesField, Form, TextField

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "weiqitong"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
COMPONENTS = {path.stem.replace("_", "-"): path for path in SOURCE.rglob("templates/cotton/*.html")}
HANDLER = re.compile(r"\son(?:click|change|submit|load|error|input|focus|blur|key\w+|mouse\w+)\s*=")
EVIL = '"><script>alert(1)</script>'


def _declared(path: Path) -> set[str]:
    head = re.search(r"<c-vars\s([^>]*?)/?>", path.read_text())
    return (
        set(re.findall(r"(?:^|\s):?([a-z]+)(?=[\s=]|$)", re.sub(r'"[^"]*"', '""', head[1])))
        if head
        else set()
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_uses_components_that_exist_and_no_script_in_attributes(path):
    code = path.read_text()
    for name in re.findall(r"<c-([a-z-]+)", code):
        assert name in {"vars", "slot"} or name in COMPONENTS, f"there is no <c-{name}>"
    assert not HANDLER.search(code), "an inline event handler is forbidden by the policy"
    assert not re.search(r"<script(?![^>]*\bsrc=)", code), (
        "inline script is forbidden by the policy"
    )
    assert "<style" not in code
    assert "|safe" not in code
    assert "{{ attrs }}" not in code, "cotton prints attributes unescaped there"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_component_is_given_only_attributes_it_declares(path):
    code = re.sub(r"\{%.*?%\}", "", path.read_text(), flags=re.DOTALL)
    for name, given in re.findall(r"<c-([a-z-]+)((?:\s+[^\s=>/]+(?:=\"[^\"]*\")?)*)\s*/?>", code):
        if name in {"vars", "slot"}:
            continue
        names = set(re.findall(r"(?:^|\s):?([a-z_-]+)", re.sub(r'="[^"]*"', "", given)))
        assert names <= _declared(COMPONENTS[name]), f"<c-{name}> does not know {names}"


SNIPPETS = [
    '<c-btn href="/x" label="{{ evil }}">{{ evil }}</c-btn>',
    '<c-btn name="{{ evil }}" :value="evil" busy="{{ evil }}">x</c-btn>',
    '<c-turn :turn="turn" large />',
    '<c-case-line :line="line" select="case" />',
    '<c-stat :stat="stat" />',
    '<c-person :person="person" />',
    '<c-facts :facts="facts" check />',
    '<c-timeline :items="items" />',
    '<c-table :columns="columns" :rows="rows" />',
    '<c-notice :title="evil">{{ evil }}</c-notice>',
    '<c-sheet :title="evil" note="{{ evil }}" />',
    '<c-why :title="evil" :days="days" :sum="sums" />',
    '<c-field :field="form.text" :hint="evil" />',
    '<c-field :field="form.kind" />',
    '<c-errors-summary :form="form" />',
    '<c-choice name="a" :value="evil" :label="evil" :hint="evil" />',
    '<c-tabs :tabs="tabs" />',
    '<c-copy :text="evil">x</c-copy>',
    '<c-role-tile :name="evil" :value="evil" :title="evil" />',
]


class Filled(Form):
    text = TextField(min_length=200, help_text=EVIL, label=EVIL)
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[(EVIL, Choice(EVIL, EVIL))])


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_what_a_component_is_given_stays_text(draw, snippet):
    form = Filled({"text": EVIL, "kind": EVIL})
    form.is_valid()
    form.add_error("text", EVIL)
    turn = parts.Turn(parts.Light("green", EVIL), EVIL, EVIL, words=EVIL)
    html = draw(
        snippet,
        evil=EVIL,
        turn=turn,
        line=parts.CaseLine(EVIL, EVIL, turn, (EVIL,), EVIL, key=EVIL),
        stat=parts.Stat(EVIL, EVIL, EVIL, 1, 2, EVIL, EVIL),
        person=parts.Person(EVIL, EVIL, EVIL, href=EVIL),
        facts=[parts.Fact(EVIL, EVIL, EVIL, EVIL)],
        items=[parts.TimelineItem(EVIL, EVIL, EVIL, (EVIL,), EVIL, href=EVIL)],
        columns=[parts.Column(EVIL, href=EVIL)],
        rows=[parts.Row([parts.Cell(EVIL, EVIL, EVIL)]), parts.Row([parts.Cell(EVIL, bad=True)])],
        days=[parts.DayCell(EVIL, 1, EVIL)],
        sums=[EVIL],
        tabs=[parts.Tab(EVIL, EVIL, 1)],
        form=form,
    )
    assert "alert(1)" in html
    assert "<script" not in html
    assert EVIL not in html


def test_a_component_does_not_see_the_variables_of_the_page(draw):
    assert "kept apart" not in draw("<c-btn>x</c-btn>", icon="kept apart", label="kept apart")


def test_a_light_always_has_word_and_shape(draw):
    shapes = set()
    for kind in parts.LightKind:
        html = draw('<c-light :light="one" />', one=parts.Light(kind))
        shape = re.search(r"<svg[^>]*>(.*?)</svg>", html, re.DOTALL)
        assert shape
        assert re.sub(r"<[^>]+>|\s", "", html)
        shapes.add(re.sub(r"\s", "", shape[1]))
    assert len(shapes) == len(parts.LightKind)


def test_a_field_ties_label_hint_and_error_to_its_input(draw):
    class Phone(Form):
        phone = forms.CharField(label="Phone", help_text="With the area code", min_length=11)

    form = Phone({"phone": "1385"})
    form.is_valid()
    html = draw('<c-field :field="form.phone" /><c-errors-summary :form="form" />', form=form)
    assert '<label for="id_phone">' in html
    assert 'aria-describedby="id_phone_hint id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_phone_hint"' in html
    assert 'id="id_phone_error"' in html
    assert 'href="#id_phone"' in html
    assert 'value="1385"' in html, "what was typed is kept"


def test_a_link_to_a_group_of_choices_lands_on_its_first(draw):
    form = Filled({})
    form.is_valid()
    html = draw('<c-errors-summary :form="form" /><c-field :field="form.kind" />', form=form)
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html


def test_a_long_text_is_counted_and_never_cut_by_the_browser(draw):
    form = Filled({"text": "four"})
    html = draw('<c-field :field="form.text" />', form=form)
    assert "maxlength" not in html
    assert '<live-count for="id_text" max="4000"' in html


def test_a_refusal_goes_to_its_field_or_above_the_form():
    form = Filled({"text": "x" * 200, "kind": EVIL})
    form.is_valid()
    form.refuse(BadInput("Too old.", field="text"))
    form.refuse(BadInput("Closed.", field="nowhere"))
    assert form.summary[0] == ("", "Closed.")
    assert ("id_text", "Too old.") in form.summary


def test_several_files_are_limited_in_words(rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    field = FilesField(max_files=1, max_bytes=3_000_000)
    small, other = SimpleUploadedFile("a.pdf", b"x"), SimpleUploadedFile("b.pdf", b"y")
    assert [one.name for one in field.clean([small])] == ["a.pdf"]
    with pytest.raises(forms.ValidationError, match="2"):
        field.clean([small, other])
    large = SimpleUploadedFile("plan.pdf", b"x" * 3_000_001)
    with pytest.raises(forms.ValidationError, match=r"plan\.pdf"):
        field.clean([large])
    assert FilesField(required=False).clean([]) == []
    with pytest.raises(forms.ValidationError):
        FilesField().clean([])


def test_every_icon_named_in_the_code_is_in_the_sprite():
    used = assets.icons_used(ROOT)
    assert {"bell", "lock", "mood-happy", "chevron-left"} <= used
    built = ROOT / assets.BUILT / "icons.svg"
    if not built.exists():
        pytest.skip("the assets are not built here")
    assets.build(ROOT)
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', built.read_text()))
    assert used == drawn


def test_an_unknown_icon_stops_the_build(tmp_path):
    with pytest.raises(assets.NotBuilt, match="no-such-icon"):
        assets.sprite(["no-such-icon"], tmp_path)


def test_style_and_script_stay_small():
    style = gzip.compress(assets.stylesheet(ROOT).encode())
    script = gzip.compress(assets.script(ROOT).encode())
    assert len(style) < 16_000
    assert len(script) < 10_000


def test_an_element_stands_alone():
    for path in (SOURCE / "web/static/web/elements").glob("*.js"):
        code = path.read_text()
        assert code.startswith("// @ts-check\n//"), f"{path.name} says what it is"
        assert "eval(" not in code
        assert "innerHTML" not in code or path.name == "split-queue.js"
