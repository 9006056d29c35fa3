import json
from pathlib import Path

import pytest

from sidebyside.core.talk.agreement import agreements, compare, measure
from sidebyside.core.talk.cli_agree import main


def described(*mains: str | None) -> dict[str, object]:
    turns = [
        {"rows": [at, at], "backchannel": False, "functions": None if name is None else [{"name": name}]}
        for at, name in enumerate(mains)
    ]
    return {"turns": turns, "elements": [{"first": 0, "last": len(turns) - 1}], "spans": []}


def test_kappa_takes_out_what_chance_would_give() -> None:
    found = measure([("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")])
    assert found.percent == 75
    assert found.kappa == pytest.approx(0.5)


def test_one_value_only_has_no_kappa() -> None:
    assert measure([("a", "a")]).kappa is None
    assert measure([]).percent is None


def test_uncoded_turns_count_in_one_of_two_measures() -> None:
    found = compare("tone", "turn", ["0", None, "1"], ["0", "1", None])
    assert found.coded_by_both.pairs == 1
    assert found.with_uncoded.percent == pytest.approx(100 / 3)
    assert found.disagreements == (1, 2)


def test_two_files_are_compared_in_every_dimension(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "a.json", tmp_path / "b.json"
    one.write_text(json.dumps(described("question", "evaluation", None)))
    two.write_text(json.dumps(described("question", "summary", "context")))
    assert main([str(one), str(two), "--json"]) == 0
    found = {item["dimension"]: item for item in json.loads(capsys.readouterr().out)["agreement"]}
    assert found["main function"]["coded_by_both"]["percent"] == 50
    assert found["main function"]["unit"] == "turn"
    assert main([str(one), str(two)]) == 0
    assert "main function, unit turn: 50 % of 2" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", "{", '{"turns": 3}', '{"turns": [{"functions": [1]}]}'])
def test_what_is_no_description_is_said_in_a_sentence(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    assert main([str(path), str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_span_of_any_length_counts_no_more_turns_than_there_are() -> None:
    hostile = described("question", "question") | {"spans": [{"first": -(10**30), "last": 10**30}]}
    (found,) = [one for one in agreements(hostile, hostile) if one.dimension == "co-construction"]
    assert found.coded_by_both.pairs == 2


def test_a_number_of_too_many_digits_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"turns": ' + "9" * 5000 + "}")
    assert main([str(path), str(path)]) == 2
    assert capsys.readouterr().err == f"{path} is not JSON.\n"


def test_other_turns_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="same turns"):
        agreements(described("question"), described("question", "context"))
