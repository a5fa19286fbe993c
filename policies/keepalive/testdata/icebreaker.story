# icebreaker: every minute the last hour's trend and lowest harmonics foretell how many containers a
# function needs in the next one.

scenario after silence nothing is foretold; of a steady function one container
# web/page runs in every minute from 0 to 5 min. Its second minute is cold: an hour with one minute of use
# does not foretell another.
  schedule   first-fit
  keepalive  icebreaker
  invokers   1 of 1024MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/page runs 1s, 6 times every 60s
  at 20m     web/page runs 1s
> at 10s    web/page arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 1m     container 0 of web/page on invoker 0 expires, idle for 48.5s
> at 1m10s  web/page arrives → invoker 0, cold in container 1, runs 1m10.5s to 1m11.5s
> at 2m10s  web/page arrives → invoker 0, warm in container 1, runs 2m10s to 2m11s
> at 3m10s  web/page arrives → invoker 0, warm in container 1, runs 3m10s to 3m11s
> at 4m10s  web/page arrives → invoker 0, warm in container 1, runs 4m10s to 4m11s
> at 5m10s  web/page arrives → invoker 0, warm in container 1, runs 5m10s to 5m11s
> at 7m     container 1 of web/page on invoker 0 expires, idle for 1m49s
> at 20m    web/page arrives → invoker 0, cold in container 2, runs 20m0.5s to 20m1.5s
> in all    3 cold and 4 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario the period of a timer is foretold
# A window of 10 minutes, and an invocation every 5: the forecast of the next minute is what the
# window's period says, and a container is loaded for it.
  schedule   first-fit
  keepalive  icebreaker,window=10m
  invokers   1 of 1024MiB
  function   batch/timer 256MiB
  start      warm 0s, cold 500ms
  at 10s     batch/timer runs 1s, 5 times every 300s
> at 10s    batch/timer arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 2m     container 0 of batch/timer on invoker 0 expires, idle for 1m48.5s
> at 5m10s  batch/timer arrives → invoker 0, cold in container 1, runs 5m10.5s to 5m11.5s
> at 6m     container 1 of batch/timer on invoker 0 expires, idle for 48.5s
> at 10m    container 2 of batch/timer loads ahead on invoker 0
> at 10m10s batch/timer arrives → invoker 0, prewarm in container 2, runs 10m10s to 10m11s
> at 11m    container 2 of batch/timer on invoker 0 expires, idle for 49s
> at 15m    container 3 of batch/timer loads ahead on invoker 0
> at 15m10s batch/timer arrives → invoker 0, prewarm in container 3, runs 15m10s to 15m11s
> at 16m    container 3 of batch/timer on invoker 0 expires, idle for 49s
> at 20m    container 4 of batch/timer loads ahead on invoker 0
> at 20m10s batch/timer arrives → invoker 0, prewarm in container 4, runs 20m10s to 20m11s
> in all    2 cold and 0 warm starts, 0 evictions, 4 expiries, 0 rejected; 3 loaded ahead, 0 in vain, 0 refused; 3 prewarm starts
