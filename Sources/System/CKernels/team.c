#include "team.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct worker_team {
  int threads;
  pthread_t *handles;
  pthread_mutex_t mutex;
  pthread_cond_t wake;
  int sleepers;  // under mutex
  _Atomic unsigned generation;
  _Atomic bool ending;
  _Atomic int next, busy;
  int tasks;
  void (*work)(void *, int);
  void *context;
};

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// A step's parts follow within microseconds, so a waiting thread spins first, then yields, and sleeps at last.
enum { spins = 2000, yields = 50 };

static void take_tasks(worker_team *t) {
  for (int task; (task = atomic_fetch_add(&t->next, 1)) < t->tasks;) t->work(t->context, task);
}

static void await_generation(worker_team *t, unsigned seen) {
  for (int i = 0; i < spins; ++i) {
    if (atomic_load_explicit(&t->generation, memory_order_acquire) != seen) return;
    pause_briefly();
  }
  for (int i = 0; i < yields; ++i) {
    if (atomic_load_explicit(&t->generation, memory_order_acquire) != seen) return;
    sched_yield();
  }
  pthread_mutex_lock(&t->mutex);
  ++t->sleepers;
  while (atomic_load(&t->generation) == seen) pthread_cond_wait(&t->wake, &t->mutex);
  --t->sleepers;
  pthread_mutex_unlock(&t->mutex);
}

static void *serve(void *argument) {
  worker_team *t = argument;
  for (unsigned seen = 0;;) {
    await_generation(t, seen);
    ++seen;
    if (atomic_load(&t->ending)) return NULL;
    take_tasks(t);
    atomic_fetch_sub_explicit(&t->busy, 1, memory_order_release);
  }
}

static void announce(worker_team *t) {
  pthread_mutex_lock(&t->mutex);
  atomic_fetch_add(&t->generation, 1);
  if (t->sleepers > 0) pthread_cond_broadcast(&t->wake);
  pthread_mutex_unlock(&t->mutex);
}

worker_team *worker_team_start(int threads) {
  worker_team *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  t->handles = calloc(threads > 0 ? threads : 1, sizeof *t->handles);
  if (!t->handles) return free(t), NULL;
  pthread_mutex_init(&t->mutex, NULL);
  pthread_cond_init(&t->wake, NULL);
  t->threads = 1;
  while (t->threads < threads) {
    if (pthread_create(&t->handles[t->threads], NULL, serve, t) != 0) break;
    ++t->threads;
  }
  return t;
}

void worker_team_stop(worker_team *t) {
  atomic_store(&t->ending, true);
  announce(t);
  for (int i = 1; i < t->threads; ++i) pthread_join(t->handles[i], NULL);
  pthread_cond_destroy(&t->wake);
  pthread_mutex_destroy(&t->mutex);
  free(t->handles);
  free(t);
}

void worker_team_run(worker_team *t, int tasks, void (*work)(void *, int), void *context) {
  t->tasks = tasks;
  t->work = work;
  t->context = context;
  atomic_store(&t->next, 0);
  atomic_store(&t->busy, t->threads - 1);
  if (t->threads > 1) announce(t);
  take_tasks(t);
  for (int i = 0; atomic_load_explicit(&t->busy, memory_order_acquire) > 0; ++i)
    if (i < spins) pause_briefly(); else sched_yield();
}
