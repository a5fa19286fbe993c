# ttl-per-function: a function's containers outlast a quantile of its idle times so far, from
# the end of its last execution to its next arrival, rounded up to an edge: min times a power
# of two times 1, 1 1/8, 1 2/8 ... 1 7/8. A function with fewer idle times than `after` has
# the default.

scenario each function has its own time
# a/often has idle times of 50 s: after two of them its containers stay for a minute, the
# least. b/seldom has idle times of 24 m 59 s, and the default of 10 m is too short for them;
# after two its containers stay for 26 m, the edge above (16 m × 1 5/8).
  schedule   first-fit
  keepalive  ttl-per-function,after=2
  invokers   1 of 512MiB
  function   a/often 256MiB
  function   b/seldom 256MiB
  start      warm 0s, cold 0s
  at 0s      a/often runs 1s, 4 times every 51s
  at 0s      b/seldom runs 1s, 5 times every 25m
> at 0s     a/often arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 0s     b/seldom arrives → invoker 0, cold in container 1, runs 0s to 1s
> at 51s    a/often arrives → invoker 0, warm in container 0, runs 51s to 52s
> at 1m42s  a/often arrives → invoker 0, warm in container 0, runs 1m42s to 1m43s
> at 2m33s  a/often arrives → invoker 0, warm in container 0, runs 2m33s to 2m34s
> at 3m34s  container 0 of a/often on invoker 0 expires, idle for 1m
> at 10m1s  container 1 of b/seldom on invoker 0 expires, idle for 10m
> at 25m    b/seldom arrives → invoker 0, cold in container 2, runs 25m to 25m1s
> at 35m1s  container 2 of b/seldom on invoker 0 expires, idle for 10m
> at 50m    b/seldom arrives → invoker 0, cold in container 3, runs 50m to 50m1s
> at 1h15m  b/seldom arrives → invoker 0, warm in container 3, runs 1h15m to 1h15m1s
> at 1h40m  b/seldom arrives → invoker 0, warm in container 3, runs 1h40m to 1h40m1s
> in all    4 cold and 5 warm starts, 0 evictions, 3 expiries, 0 rejected

scenario a quantile of one half outlasts every second idle time
# Idle times of 1 m and 9 m in turn: with quantile=0.5 the shorter ones are the quantile.
  schedule   first-fit
  keepalive  ttl-per-function,quantile=0.5,after=1
  invokers   1 of 512MiB
  function   a/two 256MiB
  start      warm 0s, cold 0s
  at 0s      a/two runs 0s, 4 times every 10m
  at 1m      a/two runs 0s, 4 times every 10m
> at 0s     a/two arrives → invoker 0, cold in container 0, runs 0s to 0s
> at 1m     a/two arrives → invoker 0, warm in container 0, runs 1m to 1m
> at 2m     container 0 of a/two on invoker 0 expires, idle for 1m
> at 10m    a/two arrives → invoker 0, cold in container 1, runs 10m to 10m
> at 11m    a/two arrives → invoker 0, warm in container 1, runs 11m to 11m
> at 12m    container 1 of a/two on invoker 0 expires, idle for 1m
> at 20m    a/two arrives → invoker 0, cold in container 2, runs 20m to 20m
> at 21m    a/two arrives → invoker 0, warm in container 2, runs 21m to 21m
> at 22m    container 2 of a/two on invoker 0 expires, idle for 1m
> at 30m    a/two arrives → invoker 0, cold in container 3, runs 30m to 30m
> at 31m    a/two arrives → invoker 0, warm in container 3, runs 31m to 31m
> in all    4 cold and 4 warm starts, 0 evictions, 3 expiries, 0 rejected

scenario an arrival while the function runs has an idle time of 0
# Of three idle times only the last is longer than 0: the container stays for the least time.
  schedule   first-fit
  keepalive  ttl-per-function,after=3,quantile=0.5
  invokers   1 of 512MiB
  function   a/two 256MiB
  start      warm 0s, cold 0s
  at 0s      a/two runs 10s
  at 2s      a/two runs 1s
  at 4s      a/two runs 1s
  at 1m      a/two runs 1s
  at 5m      a/two runs 1s
> at 0s     a/two arrives → invoker 0, cold in container 0, runs 0s to 10s
> at 2s     a/two arrives → invoker 0, cold in container 1, runs 2s to 3s
> at 4s     a/two arrives → invoker 0, warm in container 1, runs 4s to 5s
> at 1m     a/two arrives → invoker 0, warm in container 0, runs 1m to 1m1s
> at 2m1s   container 0 of a/two on invoker 0 expires, idle for 1m
> at 5m     a/two arrives → invoker 0, warm in container 1, runs 5m to 5m1s
> in all    2 cold and 3 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario a little more than the least time is the next edge
# An idle time of 64 s is between the edges of 60 s and 67.5 s.
  schedule   first-fit
  keepalive  ttl-per-function,after=1
  invokers   1 of 512MiB
  function   a/one 256MiB
  start      warm 0s, cold 0s
  at 0s      a/one runs 1s
  at 65s     a/one runs 1s
  at 5m      a/one runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 1m5s   a/one arrives → invoker 0, warm in container 0, runs 1m5s to 1m6s
> at 2m13.5s container 0 of a/one on invoker 0 expires, idle for 1m7.5s
> at 5m     a/one arrives → invoker 0, cold in container 1, runs 5m to 5m1s
> in all    2 cold and 1 warm starts, 0 evictions, 1 expiries, 0 rejected
