# fcfs: at each invoker, the order in which invocations come. A token is held from the
# queue to the end, the cold start included.

scenario one token: one at a time, in order
# The second call of f waits for the token, although another container would fit; g
# waits behind it.
  schedule   first-fit
  keepalive  ttl
  queue      fcfs,fixed=1
  invokers   1 of 1024MiB
  function   f 128MiB
  function   g 128MiB
  start      warm 0s, cold 1s
  show       running, queued
  at 0s      f runs 4s
  at 1s      f runs 2s
  at 2s      g runs 1s
  at 20s     f runs 1s
> at 0s     f arrives [running 0; queued 0] → invoker 0, cold in container 0, runs 1s to 5s
> at 1s     f arrives [running 1; queued 0] → waits at invoker 0
> at 2s     g arrives [running 1; queued 1] → waits at invoker 0
> at 5s     f leaves the queue → invoker 0, warm in container 0 after 4s, runs 5s to 7s
> at 7s     g leaves the queue → invoker 0, cold in container 1 after 5s, runs 8s to 9s
> at 20s    f arrives [running 0; queued 0] → invoker 0, warm in container 0, runs 20s to 21s
> in all    2 cold and 2 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a head without memory holds up who would fit
# big waits for memory that is there only when the first f ends. Behind it f has a warm
# container and a token, and waits all the same.
  schedule   first-fit
  keepalive  ttl
  queue      fcfs,fixed=3
  invokers   1 of 1024MiB
  function   f 256MiB
  function   big 1024MiB
  start      warm 0s, cold 1s
  at 0s      f runs 4s
  at 0s      f runs 1s
  at 3s      big runs 1s
  at 4s      f runs 1s
> at 0s     f arrives → invoker 0, cold in container 0, runs 1s to 5s
> at 0s     f arrives → invoker 0, cold in container 1, runs 1s to 2s
> at 3s     big arrives → waits at invoker 0
> at 4s     f arrives → waits at invoker 0
> at 5s     container 1 of f on invoker 0 is evicted, idle for 3s
> at 5s     container 0 of f on invoker 0 is evicted, idle for 0s
> at 5s     big leaves the queue → invoker 0, cold in container 2 after 2s, runs 6s to 7s
> at 7s     container 2 of big on invoker 0 is evicted, idle for 0s
> at 7s     f leaves the queue → invoker 0, cold in container 3 after 3s, runs 8s to 9s
> in all    4 cold and 0 warm starts, 3 evictions, 0 expiries, 0 rejected

scenario as many tokens as cores; who passes by needs none
# Each invoker has one core. The call at 5s is known to take 100 ms, under the bound, and
# finds its container warm: it starts beside the long one, and then waits for the core
# that they share. The call at 6s finds no warm container and waits for the token.
  schedule   first-fit
  keepalive  ttl
  queue      fcfs,bypass=1s
  invokers   1 of 1024MiB
  cores      1
  function   short 128MiB
  function   long 128MiB
  start      warm 0s, cold 500ms
  at 0s      short runs 100ms
  at 4s      long runs 4s
  at 5s      short runs 100ms
  at 6s      short runs 100ms
> at 0s     short arrives → invoker 0, cold in container 0, runs 500ms to 600ms
> at 4s     long arrives → invoker 0, cold in container 1, runs 4.5s to 8.5s
> at 5s     short arrives → invoker 0, warm in container 0, runs 8.5s to 8.6s
> at 6s     short arrives → waits at invoker 0
> at 8.5s   short leaves the queue → invoker 0, cold in container 2 after 2.5s, runs 9s to 9.1s
> in all    3 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a drain hands back who waits
# Invoker 0 drains at 3s: the call that runs there goes on, and the two that wait go to
# invoker 1, in the order of the trace. They have waited since they arrived.
  schedule   first-fit
  keepalive  ttl
  queue      fcfs,fixed=1
  invokers   2 of 1024MiB
  invoker    3s,0,drain
  function   f 128MiB
  function   g 128MiB
  start      warm 0s, cold 1s
  show       running, queued
  at 0s      f runs 4s
  at 1s      f runs 2s
  at 2s      g runs 1s
> at 0s     f arrives [running 0 0; queued 0 0] → invoker 0, cold in container 0, runs 1s to 5s
> at 1s     f arrives [running 1 0; queued 0 0] → waits at invoker 0
> at 2s     g arrives [running 1 0; queued 1 0] → waits at invoker 0
> at 3s     invoker 0 is no member
> at 3s     f is handed back [running 1 0; queued 0 0] → invoker 1, cold in container 1 after 2s, runs 4s to 6s
> at 3s     g is handed back [running 1 1; queued 0 0] → waits at invoker 1
> at 5s     container 0 of f on invoker 0 goes with its invoker
> at 6s     g leaves the queue → invoker 1, cold in container 2 after 4s, runs 7s to 8s
> in all    3 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a crash loses who waits
# At 2s the call that runs fails, and so does the one that waits. Invoker 0 joins again,
# with an empty queue and no container.
  schedule   first-fit
  keepalive  ttl
  queue      fcfs,fixed=1
  invokers   2 of 1024MiB
  invoker    2s,0,crash
  invoker    3s,0,join
  function   f 128MiB
  start      warm 0s, cold 1s
  show       running, queued
  at 0s      f runs 4s
  at 1s      f runs 2s
  at 4s      f runs 1s
> at 0s     f arrives [running 0 0; queued 0 0] → invoker 0, cold in container 0, fails at 2s
> at 1s     f arrives [running 1 0; queued 0 0] → waits at invoker 0, fails at 2s
> at 2s     container 0 of f on invoker 0 goes with its invoker
> at 2s     invoker 0 is no member
> at 3s     invoker 0 is a member
> at 4s     f arrives [running 0 0; queued 0 0] → invoker 0, cold in container 1, runs 5s to 6s
> in all    2 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected, 2 failed, 0 unfinished
