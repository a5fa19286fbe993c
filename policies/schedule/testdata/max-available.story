# max-available (Ao 2022, section 4.3.1): the most memory available, that is
# capacity minus the memory of starting and busy containers. It balances memory
# and pays with cold starts.

scenario the memory decides, not the count
# The same arrivals as in the story of least-loaded: here invoker 1, which runs
# two small containers, takes the fourth.
  schedule   max-available
  keepalive  ttl
  invokers   2 of 1024MiB
  function   big/job 768MiB
  function   web/page 128MiB
  start      warm 0s, cold 500ms
  show       running, available
  at 0s      big/job runs 1m
  at 1s      web/page runs 1m, 2 times every 1s
  at 3s      web/page runs 1m
> at 0s     big/job arrives [running 0 0; available 1024 1024] → invoker 0, cold in container 0, runs 500ms to 1m0.5s
> at 1s     web/page arrives [running 1 0; available 256 1024] → invoker 1, cold in container 1, runs 1.5s to 1m1.5s
> at 2s     web/page arrives [running 1 1; available 256 896] → invoker 1, cold in container 2, runs 2.5s to 1m2.5s
> at 3s     web/page arrives [running 1 2; available 256 768] → invoker 1, cold in container 3, runs 3.5s to 1m3.5s
> in all    4 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario idle containers do not count: equal again, and the lowest index wins warm
  schedule   max-available
  keepalive  ttl
  invokers   2 of 1024MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       available, free
  at 0s      web/page runs 1s
  at 10s     web/page runs 1s
  at 10.5s   web/page runs 1s
> at 0s     web/page arrives [available 1024 1024; free 1024 1024] → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    web/page arrives [available 1024 1024; free 768 1024] → invoker 0, warm in container 0, runs 10s to 11s
> at 10.5s  web/page arrives [available 768 1024; free 768 1024] → invoker 1, cold in container 1, runs 11s to 12s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario when the greatest has no room, none has
  schedule   max-available
  keepalive  ttl
  invokers   2 of 512MiB
  function   web/page 300MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      web/page runs 10s, 3 times every 1s
> at 0s     web/page arrives [available 512 512] → invoker 0, cold in container 0, runs 500ms to 10.5s
> at 1s     web/page arrives [available 212 512] → invoker 1, cold in container 1, runs 1.5s to 11.5s
> at 2s     web/page arrives [available 212 212] → waits in the queue
> at 10.5s  web/page leaves the queue [available 512 212] → invoker 0, warm in container 0, runs 10.5s to 20.5s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected
