"""Runs a network of the book in NumPy: python3 networks_in_numpy.py FILE.safetensors

The file is written by `nemon-book value mnist-networks --where family=NEMON,lambda=0,seed=1 --format safetensors --output FILE`. Its test
accuracy must come out as the book counted it.
"""

import gzip
import pathlib
import sys

import numpy as np
from safetensors import safe_open

with safe_open(sys.argv[1], framework="numpy") as file:
    A, B, b, C, c = (file.get_tensor(name).astype(float) for name in "ABbCc")
    right, images = map(int, file.metadata()["right"].split(" of "))
data = pathlib.Path(__file__).parent.parent / "Data" / "mnist"
read = lambda name, skip: np.frombuffer(gzip.open(data / name).read(), np.uint8, offset=skip)
labels = read("t10k-labels-idx1-ubyte.gz", 8)[:images]
u = (read("t10k-images-idx3-ubyte.gz", 16).reshape(10000, 784)[:images] / 255 - 0.1307) / 0.3081
drive, x, a = u @ B.T + b, np.zeros((images, len(A))), 1 / (1 - np.minimum(np.diag(A), 0).min())
while True:  # the average iteration, which contracts in the weights of the network
    new = (1 - a) * x + a * np.maximum(x @ A.T + drive, 0)
    x, change = new, abs(new - x).max()
    if change < 1e-9:
        break
found = int((np.argmax(x @ C.T + c, axis=1) == labels).sum())
print(f"{found} of {images} right; the book says {right}")
sys.exit(found != right)
