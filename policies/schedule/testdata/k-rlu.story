# k-rlu (Fuerst 2024): each priority has a pool of invokers with a ring of its own. Functions
# of high priority overflow into the pools below, those of low priority stay in theirs.

scenario two pools of two: high priority overflows, low priority does not
# a/f has high priority: it fills its own two invokers to the bound of 1.2, then those of the
# low pool. d/i has low priority and stays in its pool: when that is at the bound, too, the
# least loaded invoker there takes it.
  schedule   k-rlu,popular=0
  keepalive  ttl
  invokers   4 of 8192MiB
  function   a/f 128MiB
  function   d/i 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      a/f runs 1h, 16 times every 5s
  at 90s     d/i runs 1h, 12 times every 5s
> a/f has priority 0, whose pool are invokers 0 to 1
> d/i has priority 1, whose pool are invokers 2 to 3
> at 1s     a/f arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 1.5s to 1h0m1.5s
> at 6s     a/f arrives [running 1 0 0 0] → invoker 0, cold in container 1, runs 6.5s to 1h0m6.5s
> at 11s    a/f arrives [running 2 0 0 0] → invoker 0, cold in container 2, runs 11.5s to 1h0m11.5s
> at 16s    a/f arrives [running 3 0 0 0] → invoker 0, cold in container 3, runs 16.5s to 1h0m16.5s
> at 21s    a/f arrives [running 4 0 0 0] → invoker 0, cold in container 4, runs 21.5s to 1h0m21.5s
> at 26s    a/f arrives [running 5 0 0 0] → invoker 0, cold in container 5, runs 26.5s to 1h0m26.5s
> at 31s    a/f arrives [running 6 0 0 0] → invoker 1, cold in container 6, runs 31.5s to 1h0m31.5s
> at 36s    a/f arrives [running 6 1 0 0] → invoker 1, cold in container 7, runs 36.5s to 1h0m36.5s
> at 41s    a/f arrives [running 6 2 0 0] → invoker 1, cold in container 8, runs 41.5s to 1h0m41.5s
> at 46s    a/f arrives [running 6 3 0 0] → invoker 1, cold in container 9, runs 46.5s to 1h0m46.5s
> at 51s    a/f arrives [running 6 4 0 0] → invoker 1, cold in container 10, runs 51.5s to 1h0m51.5s
> at 56s    a/f arrives [running 6 5 0 0] → invoker 1, cold in container 11, runs 56.5s to 1h0m56.5s
> at 1m1s   a/f arrives [running 6 6 0 0] → invoker 2, cold in container 12, runs 1m1.5s to 1h1m1.5s
> at 1m6s   a/f arrives [running 6 6 1 0] → invoker 2, cold in container 13, runs 1m6.5s to 1h1m6.5s
> at 1m11s  a/f arrives [running 6 6 2 0] → invoker 2, cold in container 14, runs 1m11.5s to 1h1m11.5s
> at 1m16s  a/f arrives [running 6 6 3 0] → invoker 2, cold in container 15, runs 1m16.5s to 1h1m16.5s
> at 1m30s  d/i arrives [running 6 6 4 0] → invoker 3, cold in container 16, runs 1m30.5s to 1h1m30.5s
> at 1m35s  d/i arrives [running 6 6 4 1] → invoker 3, cold in container 17, runs 1m35.5s to 1h1m35.5s
> at 1m40s  d/i arrives [running 6 6 4 2] → invoker 3, cold in container 18, runs 1m40.5s to 1h1m40.5s
> at 1m45s  d/i arrives [running 6 6 4 3] → invoker 3, cold in container 19, runs 1m45.5s to 1h1m45.5s
> at 1m50s  d/i arrives [running 6 6 4 4] → invoker 3, cold in container 20, runs 1m50.5s to 1h1m50.5s
> at 1m55s  d/i arrives [running 6 6 4 5] → invoker 3, cold in container 21, runs 1m55.5s to 1h1m55.5s
> at 2m     d/i arrives [running 6 6 4 6] → invoker 3, cold in container 22, runs 2m0.5s to 1h2m0.5s
> at 2m5s   d/i arrives [running 6 6 4 7] → invoker 3, cold in container 23, runs 2m5.5s to 1h2m5.5s
> at 2m10s  d/i arrives [running 6 6 4 8] → invoker 3, cold in container 24, runs 2m10.5s to 1h2m10.5s
> at 2m15s  d/i arrives [running 6 6 4 9] → invoker 2, cold in container 25, runs 2m15.5s to 1h2m15.5s
> at 2m20s  d/i arrives [running 6 6 5 9] → invoker 2, cold in container 26, runs 2m20.5s to 1h2m20.5s
> at 2m25s  d/i arrives [running 6 6 6 9] → invoker 2, cold in container 27, runs 2m25.5s to 1h2m25.5s
> in all    28 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario k-rlu as it is by default
  schedule   k-rlu
  keepalive  ttl
  invokers   4 of 8192MiB
  function   a/f 128MiB
  function   b/g 128MiB
  function   c/h 128MiB
  function   d/i 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 1s      a/f runs 1s, 2 times every 10s
  at 2s      b/g runs 1s, 2 times every 10s
  at 3s      c/h runs 1s, 2 times every 10s
  at 4s      d/i runs 1s, 2 times every 10s
> a/f has priority 0, whose pool are invokers 0 to 2
> b/g has priority 0, whose pool are invokers 0 to 2
> c/h has priority 0, whose pool are invokers 0 to 2
> d/i has priority 1, whose pool are invokers 3 to 3
> at 1s     a/f arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 1.5s to 2.5s
> at 2s     b/g arrives [running 1 0 0 0] → invoker 1, cold in container 1, runs 2.5s to 3.5s
> at 3s     c/h arrives [running 0 1 0 0] → invoker 2, cold in container 2, runs 3.5s to 4.5s
> at 4s     d/i arrives [running 0 0 1 0] → invoker 3, cold in container 3, runs 4.5s to 5.5s
> at 11s    a/f arrives [running 0 0 0 0] → invoker 0, warm in container 0, runs 11s to 12s
> at 12s    b/g arrives [running 0 0 0 0] → invoker 1, warm in container 1, runs 12s to 13s
> at 13s    c/h arrives [running 0 0 0 0] → invoker 2, warm in container 2, runs 13s to 14s
> at 14s    d/i arrives [running 0 0 0 0] → invoker 3, warm in container 3, runs 14s to 15s
> in all    4 cold and 4 warm starts, 0 evictions, 0 expiries, 0 rejected
