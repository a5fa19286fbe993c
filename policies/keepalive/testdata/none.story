# none: a container goes at the instant at which it becomes idle.

scenario every invocation is cold
  schedule   first-fit
  keepalive  none
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 3 times every 10s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 1.5s   container 0 of web/page on invoker 0 expires, idle for 0s
> at 10s    web/page arrives → invoker 0, cold in container 1, runs 10.5s to 11.5s
> at 11.5s  container 1 of web/page on invoker 0 expires, idle for 0s
> at 20s    web/page arrives → invoker 0, cold in container 2, runs 20.5s to 21.5s
> at 21.5s  container 2 of web/page on invoker 0 expires, idle for 0s
> in all    3 cold and 0 warm starts, 0 evictions, 3 expiries, 0 rejected

scenario an arrival at the very instant still finds it
# An execution ends before arrivals of the same instant, a keep-alive after them.
  schedule   first-fit
  keepalive  none
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s
  at 1.5s    web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 1.5s   web/page arrives → invoker 0, warm in container 0, runs 1.5s to 2.5s
> at 2.5s   container 0 of web/page on invoker 0 expires, idle for 0s
> in all    1 cold and 1 warm starts, 0 evictions, 1 expiries, 0 rejected
