// Threads that stay up between the parallel parts of a training step.
#pragma once

typedef struct worker_team worker_team;

/// Starts `threads - 1` threads; the caller of `worker_team_run` is the last one. Where the
/// system refuses, the team is smaller. NULL only without memory.
worker_team *worker_team_start(int threads);
/// Ends the threads. The team must be idle.
void worker_team_stop(worker_team *team);
/// Calls work(context, task) once for each task in 0 ..< tasks, on all threads, and returns when all are done.
/// Which thread takes which task is not fixed: a task's result may depend on its number only.
void worker_team_run(worker_team *team, int tasks, void (*work)(void *context, int task), void *context);
