# greedy-omniscient (Fuerst and Sharma 2022): it knows every container and how long each
# start takes, and takes the invoker where the invocation should end first. That is the best
# there is on fresh loads. On stale ones all of a burst sees the same best invoker: a herd.

scenario fresh loads: a burst is spread over the cores
# Four invokers of one core. The invocations of a burst, 100 ms apart, run 2 s each: nobody
# waits, and the last ends at 2.8 s.
  schedule   greedy-omniscient,state=fresh
  keepalive  ttl
  invokers   4 of 1024MiB
  cores      1
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 2s, 4 times every 100ms
> at 0s     web/page arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 500ms to 2.5s
> at 100ms  web/page arrives [running 1 0 0 0] → invoker 1, cold in container 1, runs 600ms to 2.6s
> at 200ms  web/page arrives [running 1 1 0 0] → invoker 2, cold in container 2, runs 700ms to 2.7s
> at 300ms  web/page arrives [running 1 1 1 0] → invoker 3, cold in container 3, runs 800ms to 2.8s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the same burst on stale loads: the herd
# Until the first sample, at 5 s, every invoker looks idle, so that invoker 0, of the lowest
# index, seems best to all four. Its core runs them one after the other: the last ends at
# 8.5 s, three times as late. The other invokers do nothing.
  schedule   greedy-omniscient
  keepalive  ttl
  invokers   4 of 1024MiB
  cores      1
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running
  at 0s      web/page runs 2s, 4 times every 100ms
> at 0s     web/page arrives [running 0 0 0 0] → invoker 0, cold in container 0, runs 500ms to 2.5s
> at 100ms  web/page arrives [running 1 0 0 0] → invoker 0, cold in container 1, runs 2.5s to 4.5s
> at 200ms  web/page arrives [running 2 0 0 0] → invoker 0, cold in container 2, runs 4.5s to 6.5s
> at 300ms  web/page arrives [running 3 0 0 0] → invoker 0, cold in container 3, runs 6.5s to 8.5s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a warm container is worth a queue as long as a cold start
# Fresh loads. A cold start takes 10 s, an execution 1 s. a/f has a warm container on invoker
# 0, where b/g runs: with one core each a/f takes 1 s × 2 there, and 11 s elsewhere.
  schedule   greedy-omniscient,state=fresh
  keepalive  ttl
  invokers   2 of 4096MiB
  function   a/f 128MiB
  function   b/g 128MiB
  start      warm 0s, cold 10s
  show       running
  at 0s      a/f runs 1s
  at 20s     a/f runs 1s
  at 30s     b/g runs 1h
  at 40s     a/f runs 1s
> at 0s     a/f arrives [running 0 0] → invoker 0, cold in container 0, runs 10s to 11s
> at 20s    a/f arrives [running 0 0] → invoker 0, warm in container 0, runs 20s to 21s
> at 30s    b/g arrives [running 0 0] → invoker 0, cold in container 1, runs 40s to 1h0m40s
> at 40s    a/f arrives [running 1 0] → invoker 0, warm in container 0, runs 40s to 41s
> at 10m41s container 0 of a/f on invoker 0 expires, idle for 10m
> in all    2 cold and 2 warm starts, 0 evictions, 1 expiries, 0 rejected
