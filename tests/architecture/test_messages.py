"""Both languages are complete: every sentence of the code has its Chinese, none has two."""

import pytest
from tools import messages


@pytest.fixture(scope="module")
def fault() -> messages.Fault:
    return messages.inspect()


def test_every_sentence_has_its_chinese(fault):
    lines = [f"{message}  ({places[0]})" for message, places in fault.missing.items()]
    assert not lines, "\n".join(lines)


def test_no_two_fragments_disagree(fault):
    assert not fault.conflicts, "\n".join(fault.conflicts)


def test_a_translation_fills_in_the_names_it_is_given(fault):
    assert not fault.placeholders, "\n".join(fault.placeholders)


def test_nothing_is_translated_that_nobody_says(fault):
    assert not fault.unused, "\n".join(fault.unused)


def test_sentences_are_found_in_python_templates_and_attributes():
    code = 'from x import gettext as _\n_("One")\nngettext("a %(n)s", "b %(n)s", n)\n'
    assert {str(m) for _line, m in messages._from_python(code)} == {"One", "a %(n)s"}
    page = """  {% translate "Two" %}
      <c-x :label="_('Three')" title="{% translate 'Four' %}" />
    {% blocktranslate trimmed %}
      Five
      {{ n }}
    {% endblocktranslate %}"""
    found = {str(m) for _line, m in messages._from_template(page)}
    assert found == {"Two", "Three", "Four", "Five %(n)s"}
