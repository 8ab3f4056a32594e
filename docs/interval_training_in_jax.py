"""The training of claim B6 in JAX, for comparing speed: the same loss, batches and optimiser, and four iterations each way, as
many as the book's trainer takes at this point. `nemon-book bench` times the latter.

    pip install jax numpy
    python docs/interval_training_in_jax.py Data/mnist/train-images-idx3-ubyte.gz Data/mnist/train-labels-idx1-ubyte.gz 5
"""
import gzip
import struct
import sys
import time

import jax, jax.numpy as jnp, numpy as np

n, batch, radius, steps_f, steps_b = 100, 100, 0.12, 4, 4
def idx(path):
    """The numbers of an IDX file."""
    d = (gzip.open if path.endswith('.gz') else open)(path, 'rb').read()
    rank = d[3]; shape = struct.unpack('>%dI' % rank, d[4:4 + 4 * rank])
    return np.frombuffer(d, np.uint8, offset=4 + 4 * rank).reshape(shape)

def A_of(p):
    """C6 with gamma 0: rows of |T| are taken off the diagonal."""
    T, eta = p['T'], jnp.exp(p['d'])
    off = T * (1 - jnp.eye(n)) * eta[:, None] / eta[None, :]
    return off + jnp.diag(jnp.diag(T) - jnp.abs(T).sum(1))

def step(q, lo, up):
    """One iteration of the interval equilibrium, the diagonal in closed form."""
    a, O, P, zc, zr = q
    c, r = (lo + up) / 2, (up - lo) / 2
    s, t = c @ O.T + zc, r @ P.T + zr
    return jax.nn.relu(s - t) / (1 - a), jax.nn.relu(s + t) / (1 - a)

@jax.custom_vjp
def equilibrium(q):
    z = jnp.zeros_like(q[3])
    return jax.lax.fori_loop(0, steps_f, lambda _, x: step(q, *x), (z, z))

def fwd(q):
    x = equilibrium(q)
    return x, (q, x)

def bwd(res, g):
    q, x = res
    _, pull_x = jax.vjp(lambda x: step(q, *x), x)
    w = jax.lax.fori_loop(0, steps_b, lambda _, w: jax.tree.map(jnp.add, g, pull_x(w)[0]), g)
    _, pull_q = jax.vjp(lambda q: step(q, *x), q)
    return pull_q(w)

equilibrium.defvjp(fwd, bwd)

def loss(p, u, y):
    A = A_of(p)
    O = A * (1 - jnp.eye(n))
    lo, up = jnp.clip(u - radius, 0, 1), jnp.clip(u + radius, 0, 1)
    zc = (lo + up) / 2 @ p['B'].T + p['b']
    zr = (up - lo) / 2 @ jnp.abs(p['B']).T
    xl, xu = equilibrium((jnp.diag(A), O, jnp.abs(O), zc, zr))
    c, r = (xl + xu) / 2, (xu - xl) / 2
    E = p['C'][None] - p['C'][y][:, None]
    worst = jnp.einsum('kjn,kn->kj', E, c) + jnp.einsum('kjn,kn->kj', jnp.abs(E), r) + p['c'] - p['c'][y][:, None]
    return -jax.nn.log_softmax(worst)[jnp.arange(len(y)), y].mean()

@jax.jit
def train(p, m, v, t, u, y):
    g = jax.grad(loss)(p, u.reshape(len(u), -1).astype(jnp.float32) / 255, y)
    size = jnp.sqrt(sum((x * x).sum() for x in jax.tree.leaves(g)))
    g = jax.tree.map(lambda x: x * jnp.minimum(1, 10 / size), g)
    m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
    v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
    p = jax.tree.map(lambda p, a, b: p - 1e-3 * (a / (1 - 0.9 ** t)) / (jnp.sqrt(b / (1 - 0.999 ** t)) + 1e-8), p, m, v)
    return p, m, v

images, labels = idx(sys.argv[1]), idx(sys.argv[2]).astype(np.int32)
k = jax.random.split(jax.random.PRNGKey(1), 3)
p = {'T': jax.random.uniform(k[0], (n, n), minval=-1, maxval=1) / n, 'd': jnp.zeros(n),
     'B': jax.random.uniform(k[1], (n, 784), minval=-1, maxval=1) / 28, 'b': jnp.zeros(n),
     'C': jax.random.uniform(k[2], (10, n), minval=-1, maxval=1) / 10, 'c': jnp.zeros(10)}
m = jax.tree.map(jnp.zeros_like, p); v = jax.tree.map(jnp.zeros_like, p)
rng = np.random.default_rng(1); t = 0
for epoch in range(int(sys.argv[3])):
    order = rng.permutation(len(labels)); start = time.time()
    for i in range(0, len(order), batch):
        t += 1; at = order[i:i + batch]
        p, m, v = train(p, m, v, float(t), images[at], labels[at])
    jax.block_until_ready(p)
    print('epoch', epoch, round(time.time() - start, 2), 's')
