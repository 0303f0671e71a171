"""Assignment matrices from files: the optimum of SciPy comes last, bad files get a sentence."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from weiqitong.config import cli
from weiqitong.pairing.solver.check import refusal
from weiqitong.pairing.solver.matrix import BadMatrix, as_problem, assign, read


def written(tmp_path, costs, width=12):
    numbers = [str(len(costs)), *map(str, np.ravel(costs).tolist())]
    lines = [" ".join(numbers[at : at + width]) for at in range(0, len(numbers), width)]
    path = tmp_path / "matrix.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def best(costs):
    rows, columns = linear_sum_assignment(costs)
    return int(costs[rows, columns].sum())


@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    size, spread = int(rng.integers(1, 60)), int(rng.choice([2, 100, 10**7]))
    costs = rng.integers(-spread, spread, (size, size))
    found = assign(costs)
    assert found.cost == best(costs)
    assert sorted(found.plan) == list(range(size))
    assert refusal(as_problem(costs), found.certificate) is None


def test_the_worst_case_where_near_ones_are_of_no_use():
    """Products of numbers: every column likes the same rows best."""
    costs = np.outer(np.arange(1, 131), np.arange(1, 131))
    assert assign(costs).cost == best(costs)


@pytest.mark.parametrize("width", [1, 7, 1000])
def test_the_command_prints_the_optimum_as_its_last_number(tmp_path, capsys, width):
    costs = np.random.default_rng(3).integers(1, 100, (40, 40))
    assert cli.main(["pair", "--matrix", str(written(tmp_path, costs, width))]) == cli.OK
    assert capsys.readouterr().out.split()[-1] == str(best(costs))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("0\n", "how many rows"),
        ("-3\n1", "how many rows"),
        ("2\n1 2 3", "3 numbers"),
        ("2\n1 2 3 4 5", "more numbers"),
        ("2\n1 2\n3 x", "Line 3"),
        ("2\n1 2\n3 4.5", "4.5"),
        ("1\n99999999999999999999", "too large"),
        ("1\n9223372036854775807", "too far apart"),
    ],
)
def test_a_bad_file_is_answered_with_a_sentence(tmp_path, capsys, text, said):
    path = tmp_path / "bad.txt"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["pair", "--matrix", str(path)]) == cli.REFUSED
    spoken = capsys.readouterr().err
    assert said in spoken
    assert "Traceback" not in spoken


def test_what_is_no_text_or_not_there(tmp_path, capsys):
    path = tmp_path / "bytes"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadMatrix, match="no text"):
        read(path)
    with pytest.raises(BadMatrix, match="folder"):
        read(tmp_path)
    assert cli.main(["pair", "--matrix", str(tmp_path / "none")]) == cli.REFUSED
    assert "no file" in capsys.readouterr().err
