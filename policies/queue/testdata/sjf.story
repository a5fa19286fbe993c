# sjf: the shortest expected execution first. What is expected is what this worker has
# seen: nothing of a new function, which goes first.

scenario the short one overtakes, once both are known
# At 20s one call of each of long and short waits for the token of the third. Both are
# warm, and the worker has seen 5 s and 1 s of them: no warm executions, so that what it
# knows is 0 for both, and they go in the order in which they came. At 60s it has seen
# warm ones, and short goes first.
  schedule   first-fit
  keepalive  ttl
  queue      sjf,fixed=1
  invokers   1 of 1024MiB
  function   long 128MiB
  function   short 128MiB
  function   third 128MiB
  start      warm 0s, cold 500ms
  at 0s      long runs 5s
  at 8s      short runs 1s
  at 12s     third runs 1s
  at 20s     third runs 3s
  at 21s     long runs 5s
  at 22s     short runs 1s
  at 60s     third runs 3s
  at 61s     long runs 5s
  at 62s     short runs 1s
> at 0s     long arrives → invoker 0, cold in container 0, runs 500ms to 5.5s
> at 8s     short arrives → invoker 0, cold in container 1, runs 8.5s to 9.5s
> at 12s    third arrives → invoker 0, cold in container 2, runs 12.5s to 13.5s
> at 20s    third arrives → invoker 0, warm in container 2, runs 20s to 23s
> at 21s    long arrives → waits at invoker 0
> at 22s    short arrives → waits at invoker 0
> at 23s    long leaves the queue → invoker 0, warm in container 0 after 2s, runs 23s to 28s
> at 28s    short leaves the queue → invoker 0, warm in container 1 after 6s, runs 28s to 29s
> at 1m     third arrives → invoker 0, warm in container 2, runs 1m to 1m3s
> at 1m1s   long arrives → waits at invoker 0
> at 1m2s   short arrives → waits at invoker 0
> at 1m3s   short leaves the queue → invoker 0, warm in container 1 after 1s, runs 1m3s to 1m4s
> at 1m4s   long leaves the queue → invoker 0, warm in container 0 after 3s, runs 1m4s to 1m9s
> in all    3 cold and 6 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario where no container is warm, the cold start counts
# The burst of f at 20s: one container is warm. The first takes it; the second is expected
# to start cold, in 3 s, and g, which is warm and takes 2 s, goes before it.
  schedule   first-fit
  keepalive  ttl
  queue      sjf,fixed=1
  invokers   1 of 1024MiB
  function   f 128MiB
  function   g 128MiB
  start      warm 0s, cold 2s
  at 0s      f runs 1s
  at 5s      g runs 2s
  at 10s     f runs 1s
  at 12s     g runs 2s
  at 20s     f runs 1s, 2 times every 0s
  at 20s     g runs 2s
> at 0s     f arrives → invoker 0, cold in container 0, runs 2s to 3s
> at 5s     g arrives → invoker 0, cold in container 1, runs 7s to 9s
> at 10s    f arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 12s    g arrives → invoker 0, warm in container 1, runs 12s to 14s
> at 20s    f arrives → invoker 0, warm in container 0, runs 20s to 21s
> at 20s    f arrives → waits at invoker 0
> at 20s    g arrives → waits at invoker 0
> at 21s    g leaves the queue → invoker 0, warm in container 1 after 1s, runs 21s to 23s
> at 23s    f leaves the queue → invoker 0, warm in container 0 after 3s, runs 23s to 24s
> in all    2 cold and 5 warm starts, 0 evictions, 0 expiries, 0 rejected
