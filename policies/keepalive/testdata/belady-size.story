# belady-size: an oracle that evicts the largest MiB × time until the next use.

scenario soon and small stays, late or large goes
# At 30 s x/d needs 100 MiB. x/a is needed in 40 s (100 MiB × 40 s = 4,000), x/b in 20 s (200 × 20 =
# 4,000 too, and idle for less long), x/c in 70 s (7,000): x/c goes. At 80 s x/e needs room: nobody is needed again
# but x/c, which is not there, and the largest goes, x/b.
  schedule   first-fit
  keepalive  belady-size
  invokers   1 of 400MiB
  function   x/a 100MiB
  function   x/b 200MiB
  function   x/c 100MiB
  function   x/d 100MiB
  function   x/e 100MiB
  start      warm 0s, cold 0s
  at 0s      x/a runs 1s
  at 2s      x/b runs 1s
  at 4s      x/c runs 1s
  at 30s     x/d runs 1s
  at 50s     x/b runs 1s
  at 70s     x/a runs 1s
  at 80s     x/e runs 1s
  at 100s    x/c runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 2s     x/b arrives → invoker 0, cold in container 1, runs 2s to 3s
> at 4s     x/c arrives → invoker 0, cold in container 2, runs 4s to 5s
> at 30s    x/d arrives → invoker 0, which evicts container 2 of x/c (idle for 25s), cold in container 3, runs 30s to 31s
> at 50s    x/b arrives → invoker 0, warm in container 1, runs 50s to 51s
> at 1m10s  x/a arrives → invoker 0, warm in container 0, runs 1m10s to 1m11s
> at 1m20s  x/e arrives → invoker 0, which evicts container 1 of x/b (idle for 29s), cold in container 4, runs 1m20s to 1m21s
> at 1m40s  x/c arrives → invoker 0, cold in container 5, runs 1m40s to 1m41s
> in all    6 cold and 2 warm starts, 2 evictions, 0 expiries, 0 rejected

scenario of two containers, the second is needed when two run at once
# Two of x/a ran at once at 0 s, and never do again: one container is needed at 40 s, the other one
# never, and x/b at 50 s. At 30 s x/c takes the memory of the second one of x/a.
  schedule   first-fit
  keepalive  belady-size
  invokers   1 of 300MiB
  function   x/a 100MiB
  function   x/b 100MiB
  function   x/c 100MiB
  start      warm 0s, cold 0s
  at 0s      x/a runs 1s, 2 times every 0s
  at 2s      x/b runs 1s
  at 30s     x/c runs 1s
  at 40s     x/a runs 1s
  at 50s     x/b runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 0s     x/a arrives → invoker 0, cold in container 1, runs 0s to 1s
> at 2s     x/b arrives → invoker 0, cold in container 2, runs 2s to 3s
> at 30s    x/c arrives → invoker 0, which evicts container 0 of x/a (idle for 29s), cold in container 3, runs 30s to 31s
> at 40s    x/a arrives → invoker 0, warm in container 1, runs 40s to 41s
> at 50s    x/b arrives → invoker 0, warm in container 2, runs 50s to 51s
> in all    4 cold and 2 warm starts, 1 evictions, 0 expiries, 0 rejected
