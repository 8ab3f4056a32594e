"""Trains small networks in PyTorch and holds `nemon-book certify` against NumPy: python3 pytorch_networks.py FOLDER

Each network has the tensor names of a released code and a prefix, is trained by automatic differentiation through its iteration, and
is saved by safetensors. What `certify` prints about it must be what a few lines of NumPy, in double precision, find: matrix measure,
Lipschitz bounds, predictions and the images that the bounds, the local certificate (B4) and the interval certificate (B5) certify.
"""

import gzip
import json
import pathlib
import subprocess
import sys

import numpy as np
import torch
from safetensors.torch import save_file

ROOT = pathlib.Path(__file__).parent.parent
MEAN, DEVIATION, RADII, COUNT = 0.1307, 0.3081, [0.0005, 0.002, 0.01, 0.03], 100
# Both sides solve the same linear systems in double precision; their condition numbers here are below 1e4.
RELATIVE_ERROR = 1e-9


def mnist(kind):
    read = lambda name, skip: np.frombuffer(gzip.open(ROOT / "Data" / "mnist" / name).read(), np.uint8, offset=skip)
    labels = read(f"{kind}-labels-idx1-ubyte.gz", 8)
    return read(f"{kind}-images-idx3-ubyte.gz", 16).reshape(len(labels), 784) / 255, labels


class Network(torch.nn.Module):
    """x = relu(A x + U u + b), y = W x + c, by 30 steps of the average iteration."""

    def __init__(self, units):
        super().__init__()
        self.layer = torch.nn.Module()
        self.layer.U = torch.nn.Linear(784, units)
        self.layer.A = torch.nn.Linear(units, units, bias=False)
        self.Wout = torch.nn.Linear(units, 10)

    def forward(self, u):
        A, drive = self.matrix(), self.layer.U(u)
        x, step = torch.zeros_like(drive), 1 / (1 - torch.clamp(torch.diag(A), max=0).min())
        for _ in range(30):
            x = (1 - step) * x + step * torch.relu(x @ A.T + drive)
        return self.Wout(x)


class NEMON(Network):
    GAMMA = 0.05

    def __init__(self, units):
        super().__init__(units)
        self.layer.d = torch.nn.Parameter(0.3 * torch.randn(units))

    def matrix(self):
        T, d = self.layer.A.weight, self.layer.d
        eye = torch.eye(len(d), dtype=T.dtype)
        return T * torch.exp(d[None, :] - d[:, None]) - torch.diag(abs(T).sum(1)) + self.GAMMA * eye


class MON(Network):
    def __init__(self, units):
        super().__init__(units)
        self.layer.B = torch.nn.Linear(units, units, bias=False)

    def matrix(self):
        P, Q = self.layer.A.weight, self.layer.B.weight
        return -P.T @ P + Q - Q.T


def train(network, images, labels):
    optimiser = torch.optim.Adam(network.parameters(), lr=2e-3)
    u, y = torch.tensor((images - MEAN) / DEVIATION, dtype=torch.float32), torch.tensor(labels.astype(np.int64))
    for epoch in range(2):
        for rows in torch.randperm(len(u)).split(50):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(network(u[rows]), y[rows]).backward()
            optimiser.step()


def step(A):
    return 1 / (1 - np.minimum(np.diag(A), 0).min())


def majorant(A):
    return abs(A) * (1 - np.eye(len(A))) + np.diag(np.diag(A))


def in_boxes(A, B, b, C, c, images, labels, radius):
    """B5: which labels hold over the boxes of states that the mixed-monotone iteration ends in."""
    low, high = ((np.clip(images + move, 0, 1) - MEAN) / DEVIATION for move in (-radius, radius))
    up, down, diagonal = np.maximum(A, 0), np.minimum(A, 0), np.diag(A)
    up, down = up - np.diag(np.diag(up)), down - np.diag(np.diag(down))
    drives = [x @ np.maximum(B, 0).T + y @ np.minimum(B, 0).T + b for x, y in ((low, high), (high, low))]
    l, u = np.zeros_like(drives[0]), np.zeros_like(drives[0])
    for _ in range(100000):
        new = [
            (1 - step(A)) * x + step(A) * np.maximum(diagonal * x + x @ up.T + y @ down.T + drive, 0)
            for x, y, drive in ((l, u, drives[0]), (u, l, drives[1]))
        ]
        (l, u), change = new, max(abs(new[0] - l).max(), abs(new[1] - u).max())
        if change < 1e-13:
            break
    rows = C[None] - C[labels][:, None]
    worst = np.maximum(rows, 0) @ u[:, :, None] + np.minimum(rows, 0) @ l[:, :, None]
    differences = worst[:, :, 0] + c - c[labels][:, None]
    return (differences < 0).sum(1) == len(c) - 1


def holds_locally(A, B, C, x, z, y, label, radius, rounds=4):
    """B4: whether the label holds over the ball, by moves of the units that may switch, in so many rounds."""
    reach, eye = np.full(B.shape[1], radius / DEVIATION), np.eye(len(A))
    dx = np.linalg.solve(eye - majorant(A), abs(B) @ reach)
    dz = abs(A) @ dx + abs(B) @ reach
    for _ in range(rounds):
        on, off = z - dz > 0, z + dz <= 0
        switching = ~on & ~off
        # The units that are on are solved for: by the inputs, and by those that may switch.
        solved = np.linalg.inv(eye[np.ix_(on, on)] - A[np.ix_(on, on)])
        by_input, by_state = solved @ B[on], solved @ A[np.ix_(on, switching)]
        left = A[np.ix_(switching, switching)] + A[np.ix_(switching, on)] @ by_state
        drive = abs(B[switching] + A[np.ix_(switching, on)] @ by_input) @ reach
        if np.linalg.eigvals(majorant(left)).real.max(initial=-np.inf) < 1:
            dx[switching] = np.minimum(dx[switching], np.linalg.solve(np.eye(len(left)) - majorant(left), drive))
        dx[on] = np.minimum(dx[on], abs(by_input) @ reach + abs(by_state) @ dx[switching])
        dx[off] = 0
        rows = A[:, on] @ by_input + B, A[:, on] @ by_state + A[:, switching]
        dz = np.minimum(dz, abs(rows[0]) @ reach + abs(rows[1]) @ dx[switching])
        apart = np.delete(C[label] - C, label, 0)
        moved = abs(apart[:, on] @ by_input) @ reach
        moved += abs(apart[:, on] @ by_state + apart[:, switching]) @ dx[switching]
        if (np.delete(y[label] - y, label) > moved).all():
            return True
    return False


def expected(network, images, labels):
    """What certify should print."""
    with torch.no_grad():
        network = network.double()
        A, B, b = (t.numpy() for t in (network.matrix(), network.layer.U.weight, network.layer.U.bias))
        C, c = network.Wout.weight.numpy(), network.Wout.bias.numpy()
        eta = np.exp(-network.layer.d.numpy()) if isinstance(network, NEMON) else np.ones(len(A))
    metzler = majorant(A)
    measure = (metzler @ eta / eta).max()
    driven = abs(B).sum(1) / DEVIATION
    states = {"Metzler": np.linalg.solve(np.eye(len(A)) - metzler, driven)}
    if np.linalg.eigvals(metzler).real.max() >= 1:
        states = {}
    if measure < 1:
        states["C5"] = eta * (driven / eta).max() / (1 - max(measure, 0))
    bounds = {name: (abs(C) @ values).max() for name, values in states.items()}
    monotone = np.linalg.eigvalsh((A + A.T) / 2).max()
    if monotone < 1:
        move = min(np.linalg.norm(driven), np.sqrt(B.shape[1]) * np.linalg.norm(B, 2) / DEVIATION) / (1 - monotone)
        bounds["Euclidean"] = move * np.linalg.norm(C, axis=1).max()
    x, drive = np.zeros((len(images), len(A))), (images - MEAN) / DEVIATION @ B.T + b
    # A step of m / L^2 contracts in the Euclidean norm, one of 1 / (1 - least a_ii) in the weighted maximum norm.
    short = (1 - monotone) / np.linalg.norm(np.eye(len(A)) - A, 2) ** 2
    for _ in range(100000):
        new = np.maximum(x - short * (x - x @ A.T - drive), 0) if measure >= 1 else (
            (1 - step(A)) * x + step(A) * np.maximum(x @ A.T + drive, 0))
        if abs(new - x).max() < 1e-12:
            break
        x = new
    y = x @ C.T + c
    own = y[np.arange(len(y)), labels]
    others = np.where(np.arange(10) == labels[:, None], -np.inf, y).max(1)
    certified = {}
    differences = C[labels][:, None, :] - C[None]
    distances = {name: abs(differences) @ values for name, values in states.items()}
    if monotone < 1:
        distances["Euclidean"] = np.linalg.norm(differences, axis=2) * move
    for name, apart in distances.items():
        slack = np.where(np.arange(10) == labels[:, None], np.inf, own[:, None] - y)
        certified[name] = [int((slack > radius * apart).all(1).sum()) for radius in RADII]
    if "Metzler" in states:
        z = x @ A.T + drive
        certified["interval"] = [int(in_boxes(A, B, b, C, c, images, labels, radius).sum()) for radius in RADII]
        certified["local"] = [
            sum(bool(holds_locally(A, B, C, *sample, radius)) for sample in zip(x, z, y, labels)) for radius in RADII
        ]
    return measure, bounds, int((own > others).sum()), certified


def main(folder):
    torch.manual_seed(1)
    images, labels = mnist("train")
    tests, answers = mnist("t10k")
    chosen = np.arange(COUNT) * (len(tests) // COUNT)
    for network in NEMON(30), MON(30):
        name = type(network).__name__
        train(network, images[:3000], labels[:3000])
        path = pathlib.Path(folder) / f"{name}.safetensors"
        save_file({key: value.contiguous() for key, value in network.state_dict().items()}, path)
        command = [
            "./nemon-book", "certify", path, "--mean", str(MEAN), "--deviation", str(DEVIATION),
            "--radii", ",".join(map(str, RADII)), "--count", str(COUNT), "--format", "json",
        ]
        found = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
        measure, bounds, right, certified = expected(network, tests[chosen], answers[chosen])
        errors = {key: abs(found["bounds"][key] / value - 1) for key, value in bounds.items()}
        print(f"{name}: {right} of {COUNT} right, bounds {bounds}, errors {errors}, certified {certified}")
        assert bounds.keys() == found["bounds"].keys() and max(errors.values()) <= RELATIVE_ERROR, found["bounds"]
        assert abs(found["measure"] - measure) <= RELATIVE_ERROR * max(1, abs(measure)), found["measure"]
        assert found["right"] == right > COUNT / 2, found["right"]
        assert {"interval", "local"} <= certified.keys() or name == "MON"
        assert certified.keys() | {"linear"} >= found["certified"].keys(), found["certified"]
        for key, counts in certified.items():
            assert found["certified"][key] == counts, found["certified"]
            assert counts[0] > counts[-1], "the radii tell nothing apart"


if __name__ == "__main__":
    main(sys.argv[1])
