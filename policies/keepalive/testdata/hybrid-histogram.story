# hybrid-histogram (Serverless in the Wild): bins of a minute for the idle times of a
# function, from the end of an execution to the next arrival. While they tell nothing a
# container stays for the whole range of 4 h. Then it is unloaded after each execution, loaded
# again after 0.9 × head (5th percentile, rounded down to a minute) and kept until
# 1.1 × tail (99th, rounded up).

scenario every half hour
# After the first idle time of 29 m 59 s, head is 29 min and tail 30 min: loaded 26.1 min after an
# execution, kept for 33 − 26.1 = 6.9 min from there. In the end nobody comes.
  schedule   first-fit
  keepalive  hybrid-histogram
  invokers   1 of 512MiB
  function   web/page 256MiB
  function   web/clock 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 4 times every 30m
  at 3h      web/clock runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 30m    web/page arrives → invoker 0, warm in container 0, runs 30m to 30m1s
> at 30m1s  container 0 of web/page on invoker 0 expires, idle for 0s
> at 56m7s  container 1 of web/page loads ahead on invoker 0
> at 1h     web/page arrives → invoker 0, prewarm in container 1, runs 1h to 1h0m1s
> at 1h0m1s container 1 of web/page on invoker 0 expires, idle for 0s
> at 1h26m7s container 2 of web/page loads ahead on invoker 0
> at 1h30m  web/page arrives → invoker 0, prewarm in container 2, runs 1h30m to 1h30m1s
> at 1h30m1s container 2 of web/page on invoker 0 expires, idle for 0s
> at 1h56m7s container 3 of web/page loads ahead on invoker 0
> at 2h3m1.5s container 3 of web/page on invoker 0 expires, idle for 6m54s
> at 3h     web/clock arrives → invoker 0, cold in container 4, runs 3h0m0.5s to 3h0m1.5s
> in all    2 cold and 1 warm starts, 0 evictions, 4 expiries, 0 rejected; 3 loaded ahead, 1 in vain, 0 refused; 2 prewarm starts

scenario a head of less than a minute unloads nothing
# Idle times of 20 s: head 0, tail 1. The container stays for 1.1 min.
  schedule   first-fit
  keepalive  hybrid-histogram
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 0s
  at 0s      web/page runs 1s, 3 times every 21s
  at 5m      web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 0s to 1s
> at 21s    web/page arrives → invoker 0, warm in container 0, runs 21s to 22s
> at 42s    web/page arrives → invoker 0, warm in container 0, runs 42s to 43s
> at 1m49s  container 0 of web/page on invoker 0 expires, idle for 1m6s
> at 5m     web/page arrives → invoker 0, cold in container 1, runs 5m to 5m1s
> in all    2 cold and 2 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario idle times all over the range tell nothing
# With a range of 2 min and one idle time in each of its bins, at 2 min, the counts do not vary,
# and containers stay for the range.
  schedule   first-fit
  keepalive  hybrid-histogram,range=2m,cv=1
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 0s
  at 0s      web/page runs 0s
  at 30s     web/page runs 0s
  at 2m      web/page runs 0s
  at 5m      web/page runs 0s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 0s to 0s
> at 30s    web/page arrives → invoker 0, warm in container 0, runs 30s to 30s
> at 1m36s  container 0 of web/page on invoker 0 expires, idle for 1m6s
> at 2m     web/page arrives → invoker 0, cold in container 1, runs 2m to 2m
> at 4m     container 1 of web/page on invoker 0 expires, idle for 2m
> at 5m     web/page arrives → invoker 0, cold in container 2, runs 5m to 5m
> in all    3 cold and 1 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario the other test asks whether the times vary
# One of them is too few. 0 and 1 min vary little: head 0, tail 2, kept for 2.2 min.
  schedule   first-fit
  keepalive  hybrid-histogram,range=2m,cv=1,test=iat
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 0s
  at 0s      web/page runs 0s
  at 30s     web/page runs 0s
  at 2m      web/page runs 0s
  at 5m      web/page runs 0s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 0s to 0s
> at 30s    web/page arrives → invoker 0, warm in container 0, runs 30s to 30s
> at 2m     web/page arrives → invoker 0, warm in container 0, runs 2m to 2m
> at 4m12s  container 0 of web/page on invoker 0 expires, idle for 2m12s
> at 5m     web/page arrives → invoker 0, cold in container 1, runs 5m to 5m
> in all    2 cold and 2 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario beyond the range a forecast decides
# Idle times of 5 h are out of bounds. The next one is forecast to be 5 h, too: loaded after
# 0.85 of it, 4 h 15 min, and kept for 0.3 of it.
  schedule   first-fit
  keepalive  hybrid-histogram
  invokers   1 of 512MiB
  function   web/page 256MiB
  function   web/clock 256MiB
  start      warm 0s, cold 0s
  at 0s      web/page runs 0s, 3 times every 5h
  at 20h     web/clock runs 0s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 0s to 0s
> at 4h     container 0 of web/page on invoker 0 expires, idle for 4h
> at 5h     web/page arrives → invoker 0, cold in container 1, runs 5h to 5h
> at 5h     container 1 of web/page on invoker 0 expires, idle for 0s
> at 9h15m  container 2 of web/page loads ahead on invoker 0
> at 10h    web/page arrives → invoker 0, prewarm in container 2, runs 10h to 10h
> at 10h    container 2 of web/page on invoker 0 expires, idle for 0s
> at 14h15m container 3 of web/page loads ahead on invoker 0
> at 15h45m container 3 of web/page on invoker 0 expires, idle for 1h30m
> at 20h    web/clock arrives → invoker 0, cold in container 4, runs 20h to 20h
> in all    3 cold and 0 warm starts, 0 evictions, 4 expiries, 0 rejected; 2 loaded ahead, 1 in vain, 0 refused; 1 prewarm starts

scenario without a forecast what is beyond the range is kept for the range
# The same idle times of 5 h: nothing is loaded ahead, and each container stays for 4 h in vain.
  schedule   first-fit
  keepalive  hybrid-histogram,forecast=no
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 0s
  at 0s      web/page runs 0s, 3 times every 5h
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 0s to 0s
> at 4h     container 0 of web/page on invoker 0 expires, idle for 4h
> at 5h     web/page arrives → invoker 0, cold in container 1, runs 5h to 5h
> at 9h     container 1 of web/page on invoker 0 expires, idle for 4h
> at 10h    web/page arrives → invoker 0, cold in container 2, runs 10h to 10h
> in all    3 cold and 0 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario the last of two containers has one loaded ahead
# Arrivals while the app is in use have idle times of 0, so that head=100 is needed for a pre-warm
# window. Of two containers the first to end goes without a word; with the second the app is
# idle, and one is loaded where that one stood.
  schedule   first-fit
  keepalive  hybrid-histogram,head=100,tail=100
  invokers   2 of 256MiB
  sandbox    app
  function   web/page 128MiB
  function   web/form 128MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 3 times every 30m
  at 500ms   web/form runs 10s, 3 times every 30m
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 500ms  web/form arrives → invoker 1, cold in container 1, runs 1s to 11s
> at 1m7.5s container 0 of web/page on invoker 0 expires, idle for 1m6s
> at 1m17s  container 1 of web/page on invoker 1 expires, idle for 1m6s
> at 30m    web/page arrives → invoker 0, cold in container 2, runs 30m0.5s to 30m1.5s
> at 30m0.5s web/form arrives → invoker 1, cold in container 3, runs 30m1s to 30m11s
> at 30m1.5s container 2 of web/page on invoker 0 expires, idle for 0s
> at 30m11s container 3 of web/page on invoker 1 expires, idle for 0s
> at 56m17s container 4 of web/page loads ahead on invoker 1
> at 1h     web/page arrives → invoker 1, prewarm in container 4, runs 1h to 1h0m1s
> at 1h0m0.5s web/form arrives → invoker 0, cold in container 5, runs 1h0m1s to 1h0m11s
> at 1h0m1s container 4 of web/page on invoker 1 expires, idle for 0s
> at 1h0m11s container 5 of web/page on invoker 0 expires, idle for 0s
> in all    5 cold and 0 warm starts, 0 evictions, 6 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts
