# faascache-hist (FaasCache's HIST): whole minutes between arrivals, those below 4 h. Of two
# or more of them, with a variance ÷ mean of 2 at most: the container is unloaded after the
# execution, loaded again 0.9 × head after the arrival and kept for 1.1 × tail from
# there. The head is the bin before the one that takes the count above 5 %, the tail the bin
# after the one that takes it above 99 %. Otherwise a container stays for 2 h after its last
# start.

scenario every ten minutes
# After the second time of 10 min the head is 9 and the tail 11. From then on the container is
# loaded 8.1 min after each arrival, and one that was loaded stays for 12.1 min.
  schedule   first-fit
  keepalive  faascache-hist
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 5 times every 10m
  at 80m     web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10m    web/page arrives → invoker 0, warm in container 0, runs 10m to 10m1s
> at 20m    web/page arrives → invoker 0, warm in container 0, runs 20m to 20m1s
> at 20m1s  container 0 of web/page on invoker 0 expires, idle for 0s
> at 28m6s  container 1 of web/page loads ahead on invoker 0
> at 30m    web/page arrives → invoker 0, prewarm in container 1, runs 30m to 30m1s
> at 30m1s  container 1 of web/page on invoker 0 expires, idle for 0s
> at 38m6s  container 2 of web/page loads ahead on invoker 0
> at 40m    web/page arrives → invoker 0, prewarm in container 2, runs 40m to 40m1s
> at 40m1s  container 2 of web/page on invoker 0 expires, idle for 0s
> at 48m6s  container 3 of web/page loads ahead on invoker 0
> at 1h0m12.5s container 3 of web/page on invoker 0 expires, idle for 12m6s
> at 1h20m  web/page arrives → invoker 0, cold in container 4, runs 1h20m0.5s to 1h20m1.5s
> in all    2 cold and 2 warm starts, 0 evictions, 4 expiries, 0 rejected; 3 loaded ahead, 1 in vain, 0 refused; 2 prewarm starts

scenario within the same minute nothing is unloaded
# The mean of the times is 0: head 0, tail 1. Containers stay for 1.1 min from their last start.
  schedule   first-fit
  keepalive  faascache-hist
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 4 times every 20s
  at 5m      web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 20s    web/page arrives → invoker 0, warm in container 0, runs 20s to 21s
> at 40s    web/page arrives → invoker 0, warm in container 0, runs 40s to 41s
> at 1m     web/page arrives → invoker 0, warm in container 0, runs 1m to 1m1s
> at 2m6s   container 0 of web/page on invoker 0 expires, idle for 1m5s
> at 5m     web/page arrives → invoker 0, cold in container 1, runs 5m0.5s to 5m1.5s
> in all    2 cold and 3 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario what varies much stays for two hours
# Times of 1 and 9 min: their variance of 16 is 3.2 times their mean of 5.
  schedule   first-fit
  keepalive  faascache-hist
  invokers   1 of 512MiB
  function   web/page 256MiB
  function   web/clock 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s, 2 times every 10m
  at 1m      web/page runs 1s
  at 3h      web/clock runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 1m     web/page arrives → invoker 0, warm in container 0, runs 1m to 1m1s
> at 10m    web/page arrives → invoker 0, warm in container 0, runs 10m to 10m1s
> at 2h10m  container 0 of web/page on invoker 0 expires, idle for 1h59m59s
> at 3h     web/clock arrives → invoker 0, cold in container 1, runs 3h0m0.5s to 3h0m1.5s
> in all    2 cold and 2 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario one container is loaded ahead, however many were in use
# The invocation of 10m and that of 20m both end after the arrival at 20m, which is the last one
# when either container becomes idle: the first to end has one loaded at 28m6s.
  schedule   first-fit
  keepalive  faascache-hist
  invokers   2 of 256MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s
  at 10m     web/page runs 11m
  at 20m     web/page runs 1s
  at 30m     web/page runs 1s
  at 30m1s   web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10m    web/page arrives → invoker 0, warm in container 0, runs 10m to 21m
> at 20m    web/page arrives → invoker 1, cold in container 1, runs 20m0.5s to 20m1.5s
> at 20m1.5s container 1 of web/page on invoker 1 expires, idle for 0s
> at 21m    container 0 of web/page on invoker 0 expires, idle for 0s
> at 28m6s  container 2 of web/page loads ahead on invoker 1
> at 30m    web/page arrives → invoker 1, prewarm in container 2, runs 30m to 30m1s
> at 30m1s  web/page arrives → invoker 1, warm in container 2, runs 30m1s to 30m2s
> in all    2 cold and 2 warm starts, 0 evictions, 2 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts

scenario a variance of exactly twice the mean is predictable
# Times of 0 and 4 min: mean 2, variance 4. Head 0, tail 5: kept for 5.5 min from the last start.
  schedule   first-fit
  keepalive  faascache-hist
  invokers   1 of 512MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/page runs 1s
  at 10s     web/page runs 1s
  at 4m10s   web/page runs 1s
  at 20m     web/page runs 1s
> at 0s     web/page arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 10s    web/page arrives → invoker 0, warm in container 0, runs 10s to 11s
> at 4m10s  web/page arrives → invoker 0, warm in container 0, runs 4m10s to 4m11s
> at 9m40s  container 0 of web/page on invoker 0 expires, idle for 5m29s
> at 20m    web/page arrives → invoker 0, cold in container 1, runs 20m0.5s to 20m1.5s
> in all    2 cold and 2 warm starts, 0 evictions, 1 expiries, 0 rejected
