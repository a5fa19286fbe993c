# ttl: an idle container stays for a fixed time, 10 minutes in OpenWhisk. Each
# start renews it.

scenario the container is gone 10 minutes after it became idle
# The second invocation comes within 10 minutes and is warm; the third comes
# 10 minutes and 1 second after the second ended.
  schedule   first-fit
  keepalive  ttl
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s
  at 10m     web/page runs 1s
  at 20m2s   web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10m    web/page arrives → invoker 0, warm in container 0, runs 10m to 10m1s
> at 20m1s  container 0 of web/page on invoker 0 expires, idle for 10m
> at 20m2s  web/page arrives → invoker 0, cold in container 1, runs 20m2.5s to 20m3.5s
> in all    2 cold and 1 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario an arrival at the last instant is still served warm
  schedule   first-fit
  keepalive  ttl,keep=10s
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 0s
  at 0s      web/page runs 1s
  at 11s     web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 11s    web/page arrives → invoker 0, warm in container 0, runs 11s to 12s
> in all    1 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario under memory pressure the least recently idle goes first
# b/two became idle before a/one did, although a/one started earlier.
  schedule   first-fit
  keepalive  ttl
  invokers   1 of 512MiB
  function   a/one 256MiB
  function   b/two 256MiB
  function   c/three 256MiB
  start      warm 0s, cold 500ms
  at 0s      a/one runs 9s
  at 1s      b/two runs 1s
  at 20s     c/three runs 1s
> at 0s     a/one arrives → invoker 0, cold in container 0, runs 500ms to 9.5s
> at 1s     b/two arrives → invoker 0, cold in container 1, runs 1.5s to 2.5s
> at 20s    c/three arrives → invoker 0, which evicts container 1 of b/two (idle for 17.5s), cold in container 2, runs 20.5s to 21.5s
> in all    3 cold and 0 warm starts, 1 evictions, 0 expiries, 0 rejected

scenario without renewal a container is as old as its time
# It was created at 0 s and goes 10 s later, though it was used at 8 s. At 30 s it is in use when
# its time is over, and goes when it becomes idle.
  schedule   first-fit
  keepalive  ttl,keep=10s,renew=no
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s
  at 8s      web/page runs 1s
  at 15s     web/page runs 1s
  at 24s     web/page runs 6s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 8s     web/page arrives → invoker 0, warm in container 0, runs 8s to 9s
> at 10s    container 0 of web/page on invoker 0 expires, idle for 1s
> at 15s    web/page arrives → invoker 0, cold in container 1, runs 15.5s to 16.5s
> at 24s    web/page arrives → invoker 0, warm in container 1, runs 24s to 30s
> at 30s    container 1 of web/page on invoker 0 expires, idle for 0s
> in all    2 cold and 2 warm starts, 0 evictions, 2 expiries, 0 rejected
