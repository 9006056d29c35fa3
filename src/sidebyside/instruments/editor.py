"""A form's words as fields for whoever edits a school's copy, and the edited form of them."""

import secrets
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidebyside.instruments.shapes import WITH_OPTIONS, Block, Form, NotAForm, Question, Reader, Sort, read
from sidebyside.programme.forms import LineField, WordsField

OWN_SORTS = [(Sort.SPOKEN, gettext_lazy("in words or by voice"))]
NEW_SORTS = [
    (Sort.TEXT, gettext_lazy("in words")),
    (Sort.CHOICE, gettext_lazy("one of several answers")),
    (Sort.SEVERAL, gettext_lazy("any of several answers")),
]


class ReplyForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What the programme answers"),
        help_text=gettext_lazy(
            "What you heard in general, what changes now, what cannot, and why. Name nobody."
        ),
        rows=6,
    )


class EditorForm(forms.Form):
    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        sorts = NEW_SORTS + (OWN_SORTS if form.reader == Reader.SELF else [])
        self.fields["says"] = WordsField(label=_("What stands above it"), initial=form.says, rows=4)
        number = 0
        for at, block in enumerate(form.blocks):
            for question in block.questions:
                number += 1
                self._add(number, question)
            self.fields[f"new-{at}"] = LineField(label=_("A question more in this part"), max_length=600)
            self.fields[f"new-sort-{at}"] = forms.ChoiceField(
                label=_("Answered"), choices=sorts, required=False
            )
            self.fields[f"new-options-{at}"] = WordsField(label=_("Its answers, a line each"), rows=3)

    def _add(self, number: int, question: Question) -> None:
        self.fields[f"ask-{question.key}"] = WordsField(
            label=_("Question %(number)s") % {"number": number}, initial=question.ask, rows=2, max_length=600
        )
        if question.sort in WITH_OPTIONS:
            self.fields[f"options-{question.key}"] = WordsField(
                label=_("Its answers, a line each"), initial="\n".join(question.options), rows=4
            )
        self.fields[f"out-{question.key}"] = forms.BooleanField(
            label=_("Leave question %(number)s out") % {"number": number}, required=False
        )

    def rows(self) -> list[tuple[Block, list[list[forms.BoundField]], list[forms.BoundField]]]:
        found = []
        for at, block in enumerate(self.form.blocks):
            questions = [
                [self[name] for name in _names(one) if name in self.fields] for one in block.questions
            ]
            found.append((block, questions, [self[f"new{part}-{at}"] for part in ("", "-sort", "-options")]))
        return found

    def edited(self) -> Form:
        """Raises NotAForm where it would be none."""
        blocks = [self._block(at, block) for at, block in enumerate(self.form.blocks)]
        edited = replace(
            self.form,
            says=self.cleaned_data["says"],
            blocks=tuple(block for block in blocks if block.questions),
        )
        # Read as if it came from outside: what a school writes is held to what holds for ours.
        return read(edited.as_kept())

    def _block(self, at: int, block: Block) -> Block:
        kept = [self._question(one) for one in block.questions if not self.cleaned_data[f"out-{one.key}"]]
        ask = self.cleaned_data[f"new-{at}"]
        if ask:
            sort = Sort(self.cleaned_data[f"new-sort-{at}"] or Sort.TEXT)
            options = _lines(self.cleaned_data[f"new-options-{at}"]) if sort in WITH_OPTIONS else ()
            kept.append(Question(f"own-{secrets.token_hex(4)}", sort, ask, "", options))
        return replace(block, questions=tuple(kept))

    def _question(self, question: Question) -> Question:
        ask = self.cleaned_data[f"ask-{question.key}"].strip()
        if not ask:
            raise NotAForm(
                _("“%(ask)s” has lost its words. Write some, or tick that it is left out.")
                % {"ask": question.ask}
            )
        options = question.options
        if question.sort in WITH_OPTIONS:
            options = _lines(self.cleaned_data[f"options-{question.key}"])
        return replace(question, ask=ask, options=options)


def _names(question: Question) -> list[str]:
    return [f"{part}-{question.key}" for part in ("ask", "options", "out")]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
