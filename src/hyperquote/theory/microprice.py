"""The micro-price of Stoikov: where the mid will be, as a Markov chain of imbalance and spread has it.

States are (spread, imbalance bucket), spread-major. From counts of quote events: Q the moves between states at an
unchanged mid, R¹ by how much the mid changes, R² into which state it changes.

    G₁ = (I − Q)^−1 R¹ K     B = (I − Q)^−1 R²     micro-price = mid + Σ_j B^j G₁

The series converges only for symmetric data, so every event is counted with its mirror image. Stoikov (2018), Quant.
Finance 18, 1959–1966.
"""

from dataclasses import dataclass

from hyperquote.theory.numeric import Matrix, Vector, apply, solve

_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each transition was seen; rows are states."""

    quiet: Matrix  # to which state, mid unchanged
    moves: Matrix  # by which of the moves K
    arrivals: Matrix  # to which state, mid changed


@dataclass(frozen=True, slots=True)
class Chain:
    """Transition probabilities and what follows. Rows of states never seen are 0, and so is their value."""

    quiet: Matrix  # Q
    moves: Matrix  # R¹
    arrivals: Matrix  # R²
    first_move: Vector  # G₁, expected first move of the mid
    jump: Matrix  # B, from a state to the state after the next move

    def adjustment(self, terms: int = 6) -> Vector:
        """Return Σ_{j<terms} B^j G₁ by state; six terms suffice in practice."""
        total = term = self.first_move
        for _ in range(terms - 1):
            term = apply(self.jump, term)
            total = [x + y for x, y in zip(total, term, strict=True)]
        return total

    def stationary(self) -> Vector:
        """Return π = πB, the law of the state after a move."""
        size = len(self.jump)
        rows = [[self.jump[j][i] - (1.0 if i == j else 0.0) for j in range(size)] for i in range(size)]
        rows[-1] = [1.0] * size
        right = [[0.0]] * (size - 1) + [[1.0]]
        return [row[0] for row in solve(rows, right)]

    def limit(self) -> Vector:
        """Return the whole series, (I − B + 1π)^−1 G₁. All states must have been seen."""
        size = len(self.jump)
        law = self.stationary()
        matrix = [[(1.0 if i == j else 0.0) - self.jump[i][j] + law[j] for j in range(size)] for i in range(size)]
        return [row[0] for row in solve(matrix, [[each] for each in self.first_move])]


def chain(counts: Counts, moves: Vector) -> Chain:
    """Return the chain of counts that are symmetric already; `moves` are the sizes K of the mid's moves (P)."""
    size = len(counts.quiet)
    quiet, move_shares, arrivals = [], [], []
    for row in range(size):
        seen = sum(counts.quiet[row]) + sum(counts.arrivals[row])
        scale = 1.0 / seen if seen > 0.0 else 0.0
        quiet.append([scale * each for each in counts.quiet[row]])
        move_shares.append([scale * each for each in counts.moves[row]])
        arrivals.append([scale * each for each in counts.arrivals[row]])
    matrix = [[(1.0 if i == j else 0.0) - quiet[i][j] for j in range(size)] for i in range(size)]
    means = apply(move_shares, moves)
    solved = solve(matrix, [[mean, *row] for mean, row in zip(means, arrivals, strict=True)])
    return Chain(quiet, move_shares, arrivals, [row[0] for row in solved], [row[1:] for row in solved])


def count(
    imbalances: list[int], spreads: list[int], mids: list[float], n_imbalance: int, n_spread: int, moves: Vector
) -> Counts:
    """Return the counts of a sequence of quotes, each transition with its mirror; moves not in `moves` are left out."""
    size = n_imbalance * n_spread
    quiet = [[0.0] * size for _ in range(size)]
    arrivals = [[0.0] * size for _ in range(size)]
    sizes = [[0.0] * len(moves) for _ in range(size)]

    def state(index: int, *, is_mirror: bool) -> int:
        bucket = n_imbalance - 1 - imbalances[index] if is_mirror else imbalances[index]
        return spreads[index] * n_imbalance + bucket

    for index in range(len(mids) - 1):
        change = mids[index + 1] - mids[index]
        for is_mirror in (False, True):
            here, there = state(index, is_mirror=is_mirror), state(index + 1, is_mirror=is_mirror)
            if abs(change) < _SAME:
                quiet[here][there] += 1.0
                continue
            signed = -change if is_mirror else change
            which = [k for k, move in enumerate(moves) if abs(move - signed) < _SAME]
            if which:
                sizes[here][which[0]] += 1.0
                arrivals[here][there] += 1.0
    return Counts(quiet, sizes, arrivals)
