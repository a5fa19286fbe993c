# scale: the order of cold-priority, and tokens that follow the load. One more at every
# check while the load is bearable; when it is not, half of those above the least fewer.

scenario tokens come one a second while the load average is low
# The invoker has one core, so that it begins with one token, and has two at most. Four
# calls come at once. One starts; at 1s the first check finds no load yet: another token,
# and the second starts. There is no third token.
  schedule   first-fit
  keepalive  ttl
  queue      scale
  invokers   1 of 1024MiB
  cores      1
  function   f 128MiB
  start      warm 0s, cold 0s
  show       running, queued
  at 0s      f runs 3s, 4 times every 0s
> at 0s     f arrives [running 0; queued 0] → invoker 0, cold in container 0, runs 0s to 3s
> at 0s     f arrives [running 1; queued 0] → waits at invoker 0
> at 0s     f arrives [running 1; queued 1] → waits at invoker 0
> at 0s     f arrives [running 1; queued 2] → waits at invoker 0
> at 1s     f leaves the queue → invoker 0, cold in container 1 after 1s, runs 3s to 6s
> at 3s     f leaves the queue → invoker 0, warm in container 0 after 3s, runs 6s to 9s
> at 6s     f leaves the queue → invoker 0, warm in container 1 after 6s, runs 9s to 12s
> in all    2 cold and 2 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario a load that is not bearable takes the second token away
# At 5s two are under way, so that the load average of a minute is 0.16, above 0.1: one
# token is left. Who has one keeps it. At 7s one call holds it, and the next one waits.
  schedule   first-fit
  keepalive  ttl
  queue      scale,max-load=0.1
  invokers   1 of 1024MiB
  cores      1
  function   f 128MiB
  start      warm 0s, cold 0s
  at 0s      f runs 6s, 2 times every 0s
  at 7s      f runs 1s
> at 0s     f arrives → invoker 0, cold in container 0, runs 0s to 6s
> at 0s     f arrives → waits at invoker 0
> at 1s     f leaves the queue → invoker 0, cold in container 1 after 1s, runs 6s to 12s
> at 7s     f arrives → waits at invoker 0
> at 12s    f leaves the queue → invoker 0, warm in container 1 after 5s, runs 12s to 13s
> in all    2 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected
