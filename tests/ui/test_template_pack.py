"""The template pack: label, help, control and error of each field, wired together."""

import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory
from django.template import Context, Template

from portal.ui import fields
from portal.ui.forms import PortalForm
from portal.ui.sample_form import SampleForm


def _summary(*forms_and_formsets: object) -> str:
    names = [f"f{number}" for number in range(len(forms_and_formsets))]
    template = Template("{% load portal_ui %}{% error_summary " + " ".join(names) + " %}")
    return template.render(Context(dict(zip(names, forms_and_formsets, strict=True))))


def _ids(html: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', html))


def test_label_help_and_control_stand_in_this_order() -> None:
    html = render_crispy_form(SampleForm())

    order = [
        html.index('<label for="id_name" class="field__label">お名前'),
        html.index("※必須"),
        html.index('id="id_name_helptext"'),
        html.index('<input type="text" name="name"'),
    ]
    assert order == sorted(order)
    assert 'aria-describedby="id_name_helptext"' in html


def test_optional_field_says_that_it_is_optional() -> None:
    html = render_crispy_form(SampleForm())

    label = re.search(r'<label for="id_email".*?</label>', html, re.DOTALL)
    assert label
    assert "※任意" in label[0]


def test_requirement_note_of_a_field_replaces_the_usual_mark() -> None:
    form = SampleForm()
    form.fields["email"].requirement_note = "※メールを希望する人は必須"

    label = re.search(r'<label for="id_email".*?</label>', render_crispy_form(form), re.DOTALL)

    assert label
    assert "※メールを希望する人は必須" in label[0]
    assert "※任意" not in label[0]


def test_choices_are_a_fieldset_with_a_label_for_each() -> None:
    html = render_crispy_form(SampleForm())

    assert '<fieldset aria-describedby="id_wish_helptext" class="field" id="div_id_wish">' in html
    assert re.search(r'<legend class="field__label">連絡の方法.*?※必須', html)
    for number in range(4):
        assert f'<label for="id_wish_{number}">' in html
        assert f'id="id_wish_{number}"' in html


def test_buttons_are_buttons_and_only_the_main_one_is_filled() -> None:
    html = render_crispy_form(SampleForm())

    assert re.findall(r'<button type="submit" name="(\w+)"[^>]* class="([^"]+)"', html) == [
        ("lookup", "button"),
        ("confirm", "button button--primary"),
    ]
    assert '<form  method="post" novalidate>' in html


def test_error_stands_by_its_field_and_is_wired_to_it() -> None:
    html = render_crispy_form(SampleForm({"kana": "山田"}))

    assert re.search(r'<div class="field field--error" id="div_id_kana">', html)
    assert re.search(r'name="kana"[^>]* aria-invalid="true"', html)
    assert re.search(r'name="kana"[^>]* aria-describedby="id_kana_helptext id_kana_error"', html)
    assert re.search(
        r'<div class="field__error" id="id_kana_error"><p>＊ふりがなは、ひらがなかカタカナで入力してください。</p></div>',
        html,
    )


def test_every_described_id_exists() -> None:
    for form in (SampleForm(), SampleForm({})):
        html = render_crispy_form(form)

        described = " ".join(re.findall(r'aria-describedby="([^"]+)"', html)).split()
        assert described
        assert set(described) <= _ids(html)


def test_summary_links_to_the_first_control_of_each_wrong_field() -> None:
    form = SampleForm({"telephone": "51", "helpers": "9"})

    summary = _summary(form)

    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    assert links == [
        ("id_name", "お名前を入力してください。"),
        ("id_kana", "ふりがなを入力してください。"),
        ("id_wish_0", "連絡の方法を選んでください。"),
        ("id_telephone", "電話番号は、市外局番から入力してください。例）03-0000-0000"),
        ("id_helpers", "介助者の人数：一覧の中から選び直してください。"),
        ("id_agrees", "「利用目的を読みました」に印をつけてください。"),
    ]
    assert {target for target, _text in links} <= _ids(render_crispy_form(form))
    assert "入力内容に6か所の誤りがあります" in summary
    assert 'role="alert" tabindex="-1" autofocus' in summary


def test_summary_of_a_form_without_errors_is_empty() -> None:
    assert _summary(SampleForm()).strip() == ""


def test_summary_shows_errors_of_the_whole_form_without_a_link() -> None:
    form = SampleForm({})
    form.add_error(None, "満席になりました。")

    summary = _summary(form)

    assert "<li>満席になりました。</li>" in summary
    assert "入力内容に6か所の誤りがあります" in summary


def test_summary_of_several_forms_says_whose_field_it_is() -> None:
    class Member(PortalForm):
        name = fields.NameField(label="お名前")

        @property
        def heading(self) -> str:
            return f"{int(self.prefix.rpartition('-')[2]) + 2}人目の"

    class AtMostOne(forms.BaseFormSet):
        def clean(self) -> None:
            raise forms.ValidationError("同じ人が二度います。")

    members = formset_factory(Member, formset=AtMostOne, min_num=2, extra=0)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "山田"}
    )

    summary = _summary(SampleForm(), members)

    assert "<li>同じ人が二度います。</li>" in summary
    assert '<a href="#id_form-1-name">3人目のお名前：お名前を入力してください。</a>' in summary


def test_summary_shows_what_was_typed_as_text() -> None:
    form = SampleForm({})
    form.add_error("name", "「<b>x</b>」は使えません。")

    assert "「&lt;b&gt;x&lt;/b&gt;」は使えません。" in _summary(form)


def test_values_come_back_escaped() -> None:
    html = render_crispy_form(SampleForm({"name": "O'Brien & <b>{{ x }}{% foo %}"}))

    assert 'value="O&#x27;Brien &amp; &lt;b&gt;{{ x }}{% foo %}"' in html


@pytest.mark.parametrize(
    ("data", "is_open"),
    [
        (None, False),
        ({"helpers": "0"}, False),
        ({"accommodations": ["wheelchair"]}, True),
        ({"helpers": "9"}, True),
    ],
)
def test_folded_section_is_open_when_it_holds_something(
    data: dict[str, object] | None, is_open: bool
) -> None:
    html = render_crispy_form(SampleForm(data))

    assert ('<details class="more" open>' in html) is is_open


def test_formset_is_rendered_with_its_management_form() -> None:
    class Member(PortalForm):
        name = fields.NameField(label="お名前")

    html = Template("{% load crispy_forms_tags %}{{ members|crispy }}{% crispy members %}").render(
        Context({"members": formset_factory(Member, extra=1)()})
    )

    assert html.count('name="form-TOTAL_FORMS"') == 2
    assert html.count('name="form-0-name"') == 2
    assert html.count("<form ") == 1


def test_title_prefix_is_there_only_with_errors() -> None:
    template = Template("{% load portal_ui %}[{% error_prefix form %}]")

    assert template.render(Context({"form": SampleForm({})})) == "[エラー：]"
    assert template.render(Context({"form": SampleForm()})) == "[]"
    assert template.render(Context({})) == "[]"


def test_form_has_no_inline_style_or_script() -> None:
    html = render_crispy_form(SampleForm({}))

    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", html)
