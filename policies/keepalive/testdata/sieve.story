# sieve (NSDI'24): a hand goes from the oldest container to the newest; a container that was
# used again gets a second chance, and keeps its place.

scenario used again: a second chance
# a, b, c are created in this order; a is used again. d needs room: the hand stands at a, whose
# mark it clears, and takes b. e needs room, and the hand goes on to c. f needs room: d is next.
  schedule   first-fit
  keepalive  sieve
  invokers   1 of 300MiB
  function   x/a 100MiB
  function   x/b 100MiB
  function   x/c 100MiB
  function   x/d 100MiB
  function   x/e 100MiB
  function   x/f 100MiB
  start      warm 0s, cold 0s
  at 0s      x/a runs 1s
  at 10s     x/b runs 1s
  at 20s     x/c runs 1s
  at 30s     x/a runs 1s
  at 40s     x/d runs 1s
  at 50s     x/e runs 1s
  at 60s     x/f runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 10s    x/b arrives → invoker 0, cold in container 1, runs 10s to 11s
> at 20s    x/c arrives → invoker 0, cold in container 2, runs 20s to 21s
> at 30s    x/a arrives → invoker 0, warm in container 0, runs 30s to 31s
> at 40s    x/d arrives → invoker 0, which evicts container 1 of x/b (idle for 29s), cold in container 3, runs 40s to 41s
> at 50s    x/e arrives → invoker 0, which evicts container 2 of x/c (idle for 29s), cold in container 4, runs 50s to 51s
> at 1m     x/f arrives → invoker 0, which evicts container 3 of x/d (idle for 19s), cold in container 5, runs 1m to 1m1s
> in all    6 cold and 1 warm starts, 3 evictions, 0 expiries, 0 rejected

scenario what runs is passed over, and keeps its mark
# a runs when b needs more room, so that the hand goes on.
  schedule   first-fit
  keepalive  sieve
  invokers   1 of 200MiB
  function   x/a 100MiB
  function   x/b 100MiB
  function   x/c 100MiB
  start      warm 0s, cold 0s
  at 0s      x/a runs 1s
  at 10s     x/b runs 1s
  at 20s     x/a runs 60s
  at 30s     x/c runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 10s    x/b arrives → invoker 0, cold in container 1, runs 10s to 11s
> at 20s    x/a arrives → invoker 0, warm in container 0, runs 20s to 1m20s
> at 30s    x/c arrives → invoker 0, which evicts container 1 of x/b (idle for 19s), cold in container 2, runs 30s to 31s
> in all    3 cold and 1 warm starts, 1 evictions, 0 expiries, 0 rejected
