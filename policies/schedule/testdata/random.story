# random: every invoker with memory available is equally likely. Draws belong to
# the invocation's number: another seed gives other draws, another function in
# the same place of the trace gives the same.

scenario no attachment: the same function goes from invoker to invoker, cold each time it is new to one
  schedule   random
  keepalive  ttl
  invokers   4 of 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1s, 8 times every 10s
> at 0s     web/page arrives [running 0 0 0 0] → invoker 3, cold in container 0, runs 500ms to 1.5s
> at 10s    web/page arrives [running 0 0 0 0] → invoker 0, cold in container 1, runs 10.5s to 11.5s
> at 20s    web/page arrives [running 0 0 0 0] → invoker 0, warm in container 1, runs 20s to 21s
> at 30s    web/page arrives [running 0 0 0 0] → invoker 0, warm in container 1, runs 30s to 31s
> at 40s    web/page arrives [running 0 0 0 0] → invoker 2, cold in container 2, runs 40.5s to 41.5s
> at 50s    web/page arrives [running 0 0 0 0] → invoker 0, warm in container 1, runs 50s to 51s
> at 1m     web/page arrives [running 0 0 0 0] → invoker 3, warm in container 0, runs 1m to 1m1s
> at 1m10s  web/page arrives [running 0 0 0 0] → invoker 0, warm in container 1, runs 1m10s to 1m11s
> in all    3 cold and 5 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a full invoker is never drawn
  schedule   random
  keepalive  ttl
  invokers   2 of 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 1h
  at 1s      web/page runs 1s, 6 times every 10s
> at 0s     web/page arrives [running 0 0] → invoker 1, cold in container 0, runs 500ms to 1h0m0.5s
> at 1s     web/page arrives [running 0 1] → invoker 0, cold in container 1, runs 1.5s to 2.5s
> at 11s    web/page arrives [running 0 1] → invoker 0, warm in container 1, runs 11s to 12s
> at 21s    web/page arrives [running 0 1] → invoker 0, warm in container 1, runs 21s to 22s
> at 31s    web/page arrives [running 0 1] → invoker 0, warm in container 1, runs 31s to 32s
> at 41s    web/page arrives [running 0 1] → invoker 0, warm in container 1, runs 41s to 42s
> at 51s    web/page arrives [running 0 1] → invoker 0, warm in container 1, runs 51s to 52s
> at 10m52s container 1 of web/page on invoker 0 expires, idle for 10m
> in all    2 cold and 5 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario another seed, other draws
  schedule   random
  keepalive  ttl
  invokers   4 of 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  seed       2
  at 0s      web/page runs 1s, 4 times every 10s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    web/page arrives → invoker 2, cold in container 1, runs 10.5s to 11.5s
> at 20s    web/page arrives → invoker 1, cold in container 2, runs 20.5s to 21.5s
> at 30s    web/page arrives → invoker 0, warm in container 0, runs 30s to 31s
> in all    3 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected
