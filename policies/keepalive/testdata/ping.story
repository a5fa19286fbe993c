# ping: a timer invokes every function every five minutes, so that its container never expires
# after ten. The most common way to be "always warm", and what it does not do.

scenario one container of each stays warm, a second one at a time is cold
# Pings at 0 s load a container of web/page. Those at 5, 10, ... minutes renew its lease. At 32 min
# two invocations come at once; the second starts cold, and as the timer pings the container
# that became idle last, the other one expires.
  schedule   first-fit
  keepalive  ping
  invokers   1 of 1024MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 32m     web/page runs 1s, 2 times every 0s
  at 59m     web/page runs 1s
> at 0s     container 0 of web/page loads ahead on invoker 0
> at 32m    web/page arrives → invoker 0, prewarm in container 0, runs 32m to 32m1s
> at 32m    web/page arrives → invoker 0, cold in container 1, runs 32m0.5s to 32m1.5s
> at 42m1s  container 0 of web/page on invoker 0 expires, idle for 10m
> at 59m    web/page arrives → invoker 0, warm in container 1, runs 59m to 59m1s
> in all    1 cold and 1 warm starts, 0 evictions, 1 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts

scenario a ping that finds the container at work starts another
# The container of batch/long runs from 1 to 11 min. The ping at 5 min starts a second one, which the
# ping at 10 min renews.
  schedule   first-fit
  keepalive  ping,who=invoked
  invokers   1 of 1024MiB
  function   batch/long 256MiB
  function   web/rare 256MiB
  start      warm 0s, cold 500ms
  at 1m      batch/long runs 10m
  at 16m     batch/long runs 1s
> at 1m     batch/long arrives → invoker 0, cold in container 0, runs 1m0.5s to 11m0.5s
> at 5m     container 1 of batch/long loads ahead on invoker 0
> at 16m    batch/long arrives → invoker 0, warm in container 0, runs 16m to 16m1s
> in all    1 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected; 1 loaded ahead, 1 in vain, 0 refused; 0 prewarm starts

scenario pings more than expire: every ping is a cold start
  schedule   first-fit
  keepalive  ping,every=5m,keep=1m
  invokers   1 of 1024MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 12m     web/page runs 1s
> at 0s     container 0 of web/page loads ahead on invoker 0
> at 1m0.5s container 0 of web/page on invoker 0 expires, idle for 1m
> at 5m     container 1 of web/page loads ahead on invoker 0
> at 6m0.5s container 1 of web/page on invoker 0 expires, idle for 1m
> at 10m    container 2 of web/page loads ahead on invoker 0
> at 11m0.5s container 2 of web/page on invoker 0 expires, idle for 1m
> at 12m    web/page arrives → invoker 0, cold in container 3, runs 12m0.5s to 12m1.5s
> in all    1 cold and 0 warm starts, 0 evictions, 3 expiries, 0 rejected; 3 loaded ahead, 3 in vain, 0 refused; 0 prewarm starts
