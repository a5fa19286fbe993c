# queueless: no tokens. An invocation starts at once, and without memory it waits at its
# worker, in order.

scenario only memory makes an invocation wait
# Four containers fit. The fifth call finds no room anywhere and goes to the invoker with
# the least to do, the first of two equals; the sixth then goes to the other one.
  schedule   first-fit
  keepalive  ttl
  queue      queueless
  invokers   2 of 256MiB
  function   f 128MiB
  start      warm 0s, cold 1s
  show       running, queued
  at 0s      f runs 2s, 6 times every 0s
> at 0s     f arrives [running 0 0; queued 0 0] → invoker 0, cold in container 0, runs 1s to 3s
> at 0s     f arrives [running 1 0; queued 0 0] → invoker 0, cold in container 1, runs 1s to 3s
> at 0s     f arrives [running 2 0; queued 0 0] → invoker 1, cold in container 2, runs 1s to 3s
> at 0s     f arrives [running 2 1; queued 0 0] → invoker 1, cold in container 3, runs 1s to 3s
> at 0s     f arrives [running 2 2; queued 0 0] → waits at invoker 0
> at 0s     f arrives [running 2 2; queued 1 0] → waits at invoker 1
> at 3s     f leaves the queue → invoker 0, warm in container 0 after 3s, runs 3s to 5s
> at 3s     f leaves the queue → invoker 1, warm in container 2 after 3s, runs 3s to 5s
> in all    4 cold and 2 warm starts, 0 evictions, 0 expiries, 0 rejected
