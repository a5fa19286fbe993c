# eedf: the earliest expected deadline first, the time of joining plus what is expected.

scenario a long one that came early is not overtaken for ever
# At 60s third runs for 10 s. long came at 61s and is expected to take 5 s: 66. short is
# expected to take 1 s: those of 62s and 63s are due at 63 and 64 and go before it, the one
# of 66s is due at 67 and goes after it.
  schedule   first-fit
  keepalive  ttl
  queue      eedf,fixed=1
  invokers   1 of 1024MiB
  function   long 128MiB
  function   short 128MiB
  function   third 128MiB
  start      warm 0s, cold 500ms
  at 0s      long runs 5s
  at 8s      short runs 1s
  at 12s     third runs 1s
  at 20s     long runs 5s
  at 28s     short runs 1s
  at 60s     third runs 10s
  at 61s     long runs 5s
  at 62s     short runs 1s, 2 times every 1s
  at 66s     short runs 1s
> at 0s     long arrives → invoker 0, cold in container 0, runs 500ms to 5.5s
> at 8s     short arrives → invoker 0, cold in container 1, runs 8.5s to 9.5s
> at 12s    third arrives → invoker 0, cold in container 2, runs 12.5s to 13.5s
> at 20s    long arrives → invoker 0, warm in container 0, runs 20s to 25s
> at 28s    short arrives → invoker 0, warm in container 1, runs 28s to 29s
> at 1m     third arrives → invoker 0, warm in container 2, runs 1m to 1m10s
> at 1m1s   long arrives → waits at invoker 0
> at 1m2s   short arrives → waits at invoker 0
> at 1m3s   short arrives → waits at invoker 0
> at 1m6s   short arrives → waits at invoker 0
> at 1m10s  short leaves the queue → invoker 0, warm in container 1 after 8s, runs 1m10s to 1m11s
> at 1m11s  short leaves the queue → invoker 0, warm in container 1 after 8s, runs 1m11s to 1m12s
> at 1m12s  long leaves the queue → invoker 0, warm in container 0 after 11s, runs 1m12s to 1m17s
> at 1m17s  short leaves the queue → invoker 0, warm in container 1 after 11s, runs 1m17s to 1m18s
> in all    3 cold and 7 warm starts, 0 evictions, 0 expiries, 0 rejected
