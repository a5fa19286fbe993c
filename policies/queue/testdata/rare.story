# rare: by the mean time between a function's invocations on the worker. The paper's text
# has rare functions first, its code the most frequent.

scenario as the paper says: who comes seldom goes first
# often comes every second, seldom every twenty. At 41s both wait.
  schedule   first-fit
  keepalive  ttl
  queue      rare,fixed=1
  invokers   1 of 1024MiB
  function   often 128MiB
  function   seldom 128MiB
  function   block 128MiB
  start      warm 0s, cold 0s
  at 0s      seldom runs 100ms
  at 20s     seldom runs 100ms
  at 36s     often runs 100ms, 4 times every 1s
  at 40s     block runs 3s
  at 40s     often runs 100ms
  at 41s     seldom runs 100ms
> at 0s     seldom arrives → invoker 0, cold in container 0, runs 0s to 100ms
> at 20s    seldom arrives → invoker 0, warm in container 0, runs 20s to 20.1s
> at 36s    often arrives → invoker 0, cold in container 1, runs 36s to 36.1s
> at 37s    often arrives → invoker 0, warm in container 1, runs 37s to 37.1s
> at 38s    often arrives → invoker 0, warm in container 1, runs 38s to 38.1s
> at 39s    often arrives → invoker 0, warm in container 1, runs 39s to 39.1s
> at 40s    block arrives → invoker 0, cold in container 2, runs 40s to 43s
> at 40s    often arrives → waits at invoker 0
> at 41s    seldom arrives → waits at invoker 0
> at 43s    seldom leaves the queue → invoker 0, warm in container 0 after 2s, runs 43s to 43.1s
> at 43.1s  often leaves the queue → invoker 0, warm in container 1 after 3.1s, runs 43.1s to 43.2s
> in all    3 cold and 6 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario as the code does: the most frequent goes first
  schedule   first-fit
  keepalive  ttl
  queue      rare,order=code,fixed=1
  invokers   1 of 1024MiB
  function   often 128MiB
  function   seldom 128MiB
  function   block 128MiB
  start      warm 0s, cold 0s
  at 0s      seldom runs 100ms
  at 20s     seldom runs 100ms
  at 36s     often runs 100ms, 4 times every 1s
  at 40s     block runs 3s
  at 40.5s   seldom runs 100ms
  at 41s     often runs 100ms
> at 0s     seldom arrives → invoker 0, cold in container 0, runs 0s to 100ms
> at 20s    seldom arrives → invoker 0, warm in container 0, runs 20s to 20.1s
> at 36s    often arrives → invoker 0, cold in container 1, runs 36s to 36.1s
> at 37s    often arrives → invoker 0, warm in container 1, runs 37s to 37.1s
> at 38s    often arrives → invoker 0, warm in container 1, runs 38s to 38.1s
> at 39s    often arrives → invoker 0, warm in container 1, runs 39s to 39.1s
> at 40s    block arrives → invoker 0, cold in container 2, runs 40s to 43s
> at 40.5s  seldom arrives → waits at invoker 0
> at 41s    often arrives → waits at invoker 0
> at 43s    often leaves the queue → invoker 0, warm in container 1 after 2s, runs 43s to 43.1s
> at 43.1s  seldom leaves the queue → invoker 0, warm in container 0 after 2.6s, runs 43.1s to 43.2s
> in all    3 cold and 6 warm starts, 0 evictions, 0 expiries, 0 rejected
