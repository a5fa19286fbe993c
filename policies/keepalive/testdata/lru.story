# lru: nothing expires; who needs memory takes it from the least recently idle.

scenario a day later the container is still warm
  schedule   first-fit
  keepalive  lru
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s
  at 24h     web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 24h    web/page arrives → invoker 0, warm in container 0, runs 24h to 24h0m1s
> in all    1 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario the cyclic pattern that defeats LRU: three functions, room for two
# Each container goes just before its function returns.
  schedule   first-fit
  keepalive  lru
  invokers   1 of 512MiB
  function   a/one 256MiB
  function   b/two 256MiB
  function   c/three 256MiB
  start      warm 0s, cold 500ms
  at 0s      a/one runs 1s, 3 times every 30s
  at 10s     b/two runs 1s, 3 times every 30s
  at 20s     c/three runs 1s, 3 times every 30s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    b/two arrives → invoker 0, cold in container 1, runs 10.5s to 11.5s
> at 20s    c/three arrives → invoker 0, which evicts container 0 of a/one (idle for 18.5s), cold in container 2, runs 20.5s to 21.5s
> at 30s    a/one arrives → invoker 0, which evicts container 1 of b/two (idle for 18.5s), cold in container 3, runs 30.5s to 31.5s
> at 40s    b/two arrives → invoker 0, which evicts container 2 of c/three (idle for 18.5s), cold in container 4, runs 40.5s to 41.5s
> at 50s    c/three arrives → invoker 0, which evicts container 3 of a/one (idle for 18.5s), cold in container 5, runs 50.5s to 51.5s
> at 1m     a/one arrives → invoker 0, which evicts container 4 of b/two (idle for 18.5s), cold in container 6, runs 1m0.5s to 1m1.5s
> at 1m10s  b/two arrives → invoker 0, which evicts container 5 of c/three (idle for 18.5s), cold in container 7, runs 1m10.5s to 1m11.5s
> at 1m20s  c/three arrives → invoker 0, which evicts container 6 of a/one (idle for 18.5s), cold in container 8, runs 1m20.5s to 1m21.5s
> in all    9 cold and 0 warm starts, 7 evictions, 0 expiries, 0 rejected

scenario one large container takes the place of two small ones
  schedule   first-fit
  keepalive  lru
  invokers   1 of 512MiB
  function   a/one 128MiB
  function   b/two 256MiB
  function   c/three 128MiB
  function   d/four 384MiB
  start      warm 0s, cold 500ms
  at 0s      a/one runs 1s
  at 10s     b/two runs 1s
  at 20s     c/three runs 1s
  at 30s     d/four runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    b/two arrives → invoker 0, cold in container 1, runs 10.5s to 11.5s
> at 20s    c/three arrives → invoker 0, cold in container 2, runs 20.5s to 21.5s
> at 30s    d/four arrives → invoker 0, which evicts container 0 of a/one (idle for 28.5s) and container 1 of b/two (idle for 18.5s), cold in container 3, runs 30.5s to 31.5s
> in all    4 cold and 0 warm starts, 2 evictions, 0 expiries, 0 rejected
