# clairvoyant: keep until the next use if that costs less than a cold start. With worth=10 a
# second of cold start is worth 10 GiB·s: a container of 1 GiB whose cold start takes 1 s may
# wait for 10 s.

scenario kept for ten seconds, not for eleven
# The container ends at 2 s, and the next invocation comes at 12 s: just worth it. It ends at
# 13 s, and the one after that comes at 24 s: it goes at once.
  schedule   first-fit
  keepalive  clairvoyant,worth=10
  invokers   1 of 4096MiB
  function   web/page 1024MiB
  start      warm 0s, cold 1s
  at 0s      web/page runs 1s
  at 12s     web/page runs 1s
  at 24s     web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 12s    web/page arrives → invoker 0, warm in container 0, runs 12s to 13s
> at 13s    container 0 of web/page on invoker 0 expires, idle for 0s
> at 24s    web/page arrives → invoker 0, cold in container 1, runs 25s to 26s
> at 26s    container 1 of web/page on invoker 0 expires, idle for 0s
> in all    2 cold and 1 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario of two containers, the second is needed when two run at once
# At 0 s two run at once, and again at 8 s; at 4 s one alone. The container that ends first is
# needed at 8 s, the other one at 4 s. At the end nobody is needed.
  schedule   first-fit
  keepalive  clairvoyant,worth=10
  invokers   1 of 4096MiB
  function   web/page 1024MiB
  start      warm 0s, cold 1s
  at 0s      web/page runs 1s
  at 0s      web/page runs 2s
  at 4s      web/page runs 1s
  at 8s      web/page runs 1s, 2 times every 0s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 0s     web/page arrives → invoker 0, cold in container 1, runs 1s to 3s
> at 4s     web/page arrives → invoker 0, warm in container 1, runs 4s to 5s
> at 8s     web/page arrives → invoker 0, warm in container 1, runs 8s to 9s
> at 8s     web/page arrives → invoker 0, warm in container 0, runs 8s to 9s
> at 9s     container 0 of web/page on invoker 0 expires, idle for 0s
> at 9s     container 1 of web/page on invoker 0 expires, idle for 0s
> in all    2 cold and 3 warm starts, 0 evictions, 2 expiries, 0 rejected
