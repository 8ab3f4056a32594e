"""Runs a network of the book in PyTorch: python3 networks_in_pytorch.py FILE.safetensors; see networks_in_numpy.py for the file."""

import gzip, pathlib, sys, torch
from safetensors import safe_open

file = safe_open(sys.argv[1], framework="pt")
A, B, b, C, c = (file.get_tensor(name).double() for name in "ABbCc")
right, images = map(int, file.metadata()["right"].split(" of "))
data = pathlib.Path(__file__).parent.parent / "Data" / "mnist"
read = lambda name: torch.frombuffer(bytearray(gzip.open(data / f"t10k-{name}-ubyte.gz").read()), dtype=torch.uint8)
labels, pixels = read("labels-idx1")[8:][:images], read("images-idx3")[16:].reshape(-1, 784)[:images].double() / 255
drive, a = (pixels - 0.1307) / 0.3081 @ B.T + b, 1 / (1 - A.diag().clamp(max=0).min())
x = torch.zeros_like(drive)
for _ in range(400):  # the average iteration
    x = (1 - a) * x + a * torch.relu(x @ A.T + drive)
found = int(((x @ C.T + c).argmax(1) == labels).sum())
print(f"{found} of {images} right; the book says {right}")
sys.exit(found != right)
