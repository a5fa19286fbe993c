# first-fit: the lowest-index invoker with a warm container of the function, else
# the lowest-index invoker with memory available. Available memory is capacity
# minus the memory of starting and busy containers: idle ones can be evicted.

scenario three at once fill the platform from invoker 0 upwards
  schedule   first-fit
  keepalive  ttl
  invokers   3 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      web/page runs 5s, 3 times every 1s
> at 0s     web/page arrives [available 512 512 512] → invoker 0, cold in container 0, runs 500ms to 5.5s
> at 1s     web/page arrives [available 256 512 512] → invoker 0, cold in container 1, runs 1.5s to 6.5s
> at 2s     web/page arrives [available 0 512 512] → invoker 1, cold in container 2, runs 2.5s to 7.5s
> in all    3 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a warm container further on is preferred to room further ahead
# big/job holds all of invoker 0 while web/page first runs; later invoker 0 has
# room again, but the warm container is on invoker 1.
  schedule   first-fit
  keepalive  ttl
  invokers   3 of 512MiB
  function   big/job 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      big/job runs 5s
  at 1s      web/page runs 1s
  at 10s     web/page runs 1s
> at 0s     big/job arrives [available 512 512 512] → invoker 0, cold in container 0, runs 500ms to 5.5s
> at 1s     web/page arrives [available 0 512 512] → invoker 1, cold in container 1, runs 1.5s to 2.5s
> at 10s    web/page arrives [available 512 512 512] → invoker 1, warm in container 1, runs 10s to 11s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario nobody has room: the invocation waits, and starts when memory returns
  schedule   first-fit
  keepalive  ttl
  invokers   2 of 256MiB
  function   web/page 256MiB
  function   huge/one 300MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      web/page runs 5s, 3 times every 1s
  at 3s      huge/one runs 1s
> at 0s     web/page arrives [available 256 256] → invoker 0, cold in container 0, runs 500ms to 5.5s
> at 1s     web/page arrives [available 0 256] → invoker 1, cold in container 1, runs 1.5s to 6.5s
> at 2s     web/page arrives [available 0 0] → waits in the queue
> at 3s     huge/one arrives → is rejected: no invoker is large enough
> at 5.5s   web/page leaves the queue [available 256 0] → invoker 0, warm in container 0, runs 5.5s to 10.5s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 1 rejected

scenario an invoker drains: what runs ends, what is idle goes, nothing starts there
  schedule   first-fit
  keepalive  ttl
  invokers   2 of 512MiB
  function   f 128MiB
  start      warm 0s, cold 500ms
  show       available
  invoker    2500ms,0,drain
  invoker    8s,0,join
  at 0s      f runs 500ms
  at 1s      f runs 4s
  at 1500ms  f runs 500ms
  at 3s      f runs 1s
  at 9s      f runs 1s
> at 0s     f arrives [available 512 512] → invoker 0, cold in container 0, runs 500ms to 1s
> at 1s     f arrives [available 512 512] → invoker 0, warm in container 0, runs 1s to 5s
> at 1.5s   f arrives [available 384 512] → invoker 0, cold in container 1, runs 2s to 2.5s
> at 2.5s   container 1 of f on invoker 0 goes with its invoker
> at 2.5s   invoker 0 is no member
> at 3s     f arrives [available -128 512] → invoker 1, cold in container 2, runs 3.5s to 4.5s
> at 5s     container 0 of f on invoker 0 goes with its invoker
> at 8s     invoker 0 is a member
> at 9s     f arrives [available 512 512] → invoker 1, warm in container 2, runs 9s to 10s
> in all    3 cold and 2 warm starts, 0 evictions, 0 expiries, 0 rejected
