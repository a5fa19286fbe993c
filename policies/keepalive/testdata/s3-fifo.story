# s3-fifo (SOSP'23): new containers begin in a small queue of a tenth of the memory. Those used
# twice again move to the main queue; the others go first, but their function is remembered, and
# begins in the main queue when it comes back.

scenario used twice: to the main queue; used once: out, and remembered
# At 40 s x/d needs room, and the small queue is over its 30 MiB. x/a was used twice more and
# moves to the main queue; x/b is the victim. At 50 s it comes back, begins in the main queue, and
# x/c goes; at 60 s x/d, which stands in the small one, and not x/b.
  schedule   first-fit
  keepalive  s3-fifo
  invokers   1 of 300MiB
  function   x/a 100MiB
  function   x/b 100MiB
  function   x/c 100MiB
  function   x/d 100MiB
  function   x/e 100MiB
  start      warm 0s, cold 0s
  at 0s      x/a runs 1s, 3 times every 2s
  at 10s     x/b runs 1s, 2 times every 2s
  at 20s     x/c runs 1s
  at 40s     x/d runs 1s
  at 50s     x/b runs 1s
  at 60s     x/e runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 2s     x/a arrives → invoker 0, warm in container 0, runs 2s to 3s
> at 4s     x/a arrives → invoker 0, warm in container 0, runs 4s to 5s
> at 10s    x/b arrives → invoker 0, cold in container 1, runs 10s to 11s
> at 12s    x/b arrives → invoker 0, warm in container 1, runs 12s to 13s
> at 20s    x/c arrives → invoker 0, cold in container 2, runs 20s to 21s
> at 40s    x/d arrives → invoker 0, which evicts container 1 of x/b (idle for 27s), cold in container 3, runs 40s to 41s
> at 50s    x/b arrives → invoker 0, which evicts container 2 of x/c (idle for 29s), cold in container 4, runs 50s to 51s
> at 1m     x/e arrives → invoker 0, which evicts container 3 of x/d (idle for 19s), cold in container 5, runs 1m to 1m1s
> in all    6 cold and 3 warm starts, 3 evictions, 0 expiries, 0 rejected

scenario the main queue gives second chances
# One use promotes, and the small queue has half of the memory. At 20 s x/a moves to the main
# queue and x/b goes; at 40 s x/c goes. Both are remembered and come back into the main queue. At
# 50 s x/a, which was used at 30 s, loses that use and goes to the end: x/b is the victim.
  schedule   first-fit
  keepalive  s3-fifo,small=0.5,promote=1
  invokers   1 of 200MiB
  function   x/a 100MiB
  function   x/b 100MiB
  function   x/c 100MiB
  start      warm 0s, cold 0s
  at 0s      x/a runs 1s, 2 times every 2s
  at 10s     x/b runs 1s
  at 20s     x/c runs 1s
  at 30s     x/a runs 1s
  at 40s     x/b runs 1s
  at 50s     x/c runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 2s     x/a arrives → invoker 0, warm in container 0, runs 2s to 3s
> at 10s    x/b arrives → invoker 0, cold in container 1, runs 10s to 11s
> at 20s    x/c arrives → invoker 0, which evicts container 1 of x/b (idle for 9s), cold in container 2, runs 20s to 21s
> at 30s    x/a arrives → invoker 0, warm in container 0, runs 30s to 31s
> at 40s    x/b arrives → invoker 0, which evicts container 2 of x/c (idle for 19s), cold in container 3, runs 40s to 41s
> at 50s    x/c arrives → invoker 0, which evicts container 3 of x/b (idle for 9s), cold in container 4, runs 50s to 51s
> in all    5 cold and 2 warm starts, 3 evictions, 0 expiries, 0 rejected
