# size (FaasCache's SIZE): priority = clock + starts × (2³² ÷ MiB, rounded down), whatever a
# cold start takes. A start in 300 MiB is worth 14,316,557, one in 600 MiB half of that.

scenario the large one goes: FaasCache's litmus test of sizes, begun
# Two functions of 300 MiB and one of 600 MiB come in turn every 350 ms; 900 MiB hold two of
# them. At 700 ms b/large goes, though it was idle last. From then on a/small stays warm, and
# b/large and c/small push each other out.
  schedule   first-fit
  keepalive  size
  invokers   1 of 900MiB
  function   a/small 300MiB
  function   b/large 600MiB
  function   c/small 300MiB
  start      warm 0s, cold 100ms
  show       priority
  at 0ms     a/small runs 100ms, 3 times every 1050ms
  at 350ms   b/large runs 100ms, 3 times every 1050ms
  at 700ms   c/small runs 100ms, 3 times every 1050ms
> at 0s     a/small arrives → invoker 0, cold in container 0, runs 100ms to 200ms
> at 200ms  container 0 of a/small on invoker 0 is idle, priority 14316557
> at 350ms  b/large arrives → invoker 0, cold in container 1, runs 450ms to 550ms
> at 550ms  container 1 of b/large on invoker 0 is idle, priority 7158278
> at 700ms  c/small arrives → invoker 0, which evicts container 1 of b/large (idle for 150ms), cold in container 2, runs 800ms to 900ms
> at 900ms  container 2 of c/small on invoker 0 is idle, priority 21474835
> at 1.05s  a/small arrives → invoker 0, warm in container 0, runs 1.05s to 1.15s
> at 1.15s  container 0 of a/small on invoker 0 is idle, priority 35791392
> at 1.4s   b/large arrives → invoker 0, which evicts container 2 of c/small (idle for 500ms), cold in container 3, runs 1.5s to 1.6s
> at 1.6s   container 3 of b/large on invoker 0 is idle, priority 28633113
> at 1.75s  c/small arrives → invoker 0, which evicts container 3 of b/large (idle for 150ms), cold in container 4, runs 1.85s to 1.95s
> at 1.95s  container 4 of c/small on invoker 0 is idle, priority 42949670
> at 2.1s   a/small arrives → invoker 0, warm in container 0, runs 2.1s to 2.2s
> at 2.2s   container 0 of a/small on invoker 0 is idle, priority 71582784
> at 2.45s  b/large arrives → invoker 0, which evicts container 4 of c/small (idle for 500ms), cold in container 5, runs 2.55s to 2.65s
> at 2.65s  container 5 of b/large on invoker 0 is idle, priority 50107948
> at 2.8s   c/small arrives → invoker 0, which evicts container 5 of b/large (idle for 150ms), cold in container 6, runs 2.9s to 3s
> at 3s     container 6 of c/small on invoker 0 is idle, priority 64424505
> in all    7 cold and 2 warm starts, 5 evictions, 0 expiries, 0 rejected

scenario the seldom one of equal sizes goes
  schedule   first-fit
  keepalive  size
  invokers   1 of 200MiB
  function   a/often 100MiB
  function   b/once 100MiB
  function   c/new 100MiB
  start      warm 0s, cold 100ms
  show       priority
  at 0s      a/often runs 1s, 2 times every 10s
  at 20s     b/once runs 1s
  at 30s     c/new runs 1s
> at 0s     a/often arrives → invoker 0, cold in container 0, runs 100ms to 1.1s
> at 1.1s   container 0 of a/often on invoker 0 is idle, priority 42949672
> at 10s    a/often arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 11s    container 0 of a/often on invoker 0 is idle, priority 85899344
> at 20s    b/once arrives → invoker 0, cold in container 1, runs 20.1s to 21.1s
> at 21.1s  container 1 of b/once on invoker 0 is idle, priority 42949672
> at 30s    c/new arrives → invoker 0, which evicts container 1 of b/once (idle for 8.9s), cold in container 2, runs 30.1s to 31.1s
> at 31.1s  container 2 of c/new on invoker 0 is idle, priority 85899344
> in all    3 cold and 1 warm starts, 1 evictions, 0 expiries, 0 rejected
