# rainbowcake (ASPLOS'24): a container sheds its function, then its runtime, then goes. With a
# cold start of 400 ms + 200 ms, a runtime is worth 0.996 · 0.1 s ÷ (0.004 · 64 MB) = 0.4, so
# 1 s, a bare sandbox 0.996 · 0.4 s ÷ (0.004 · 2 MB) = 50 s, and a function of 64 MB 1 s.

scenario down through the layers, and up again from the bare one
# At 1.6 s the function has come once in 1.6 s: the quantile 0.8 of that is 3 s, and a lease of
# less than a minute is a minute. A minute later the language has come once in 61.6 s: the
# quantile of that is 100 s, but a runtime is worth 1 s only. A bare sandbox stays for the 50 s
# that it is worth. At 2m30s all is gone.
  schedule   first-fit
  keepalive  rainbowcake,prewarm=never
  invokers   1 of 2048MiB
  function   x/a 64MiB
  start      warm 0s, cold 400ms, init 200ms
  at 0s      x/a runs 1s
  at 2m30s   x/a runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 600ms to 1.6s
> at 1m1.6s container 0 of x/a on invoker 0 expires, idle for 1m
> at 1m2.6s container 1 of layer 2 on invoker 0 expires, idle for 1s
> at 1m52.6s container 2 of layer 3 on invoker 0 expires, idle for 50s
> at 2m30s  x/a arrives → invoker 0, cold in container 3, runs 2m30.6s to 2m31.6s
> in all    2 cold and 0 warm starts, 0 evictions, 3 expiries, 0 rejected

scenario another function finds the sandbox, and has init to do
# x/b takes over what was x/a's: 0.2 s are left.
  schedule   first-fit
  keepalive  rainbowcake,prewarm=never
  invokers   1 of 2048MiB
  function   x/a 64MiB
  function   x/b 64MiB
  start      warm 0s, cold 400ms, init 200ms
  at 0s      x/a runs 1s
  at 90s     x/b runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 600ms to 1.6s
> at 1m1.6s container 0 of x/a on invoker 0 expires, idle for 1m
> at 1m2.6s container 1 of layer 2 on invoker 0 expires, idle for 1s
> at 1m30s  x/b arrives → invoker 0, takes over container 2 of layer 3, cold in container 3, runs 1m30.2s to 1m31.2s
> in all    2 cold and 0 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario loaded when it is expected again
# The quantile of the first arrival is one second (nothing is known): the container still runs,
# and none is idle, so that another one loads. The next arrivals use it.
  schedule   first-fit
  keepalive  rainbowcake
  invokers   1 of 2048MiB
  function   x/a 64MiB
  start      warm 0s, cold 400ms, init 200ms
  at 0s      x/a runs 5s
  at 3s      x/a runs 1s
> at 0s     x/a arrives → invoker 0, cold in container 0, runs 600ms to 5.6s
> at 1s     container 1 of x/a loads ahead on invoker 0
> at 3s     x/a arrives → invoker 0, prewarm in container 1, runs 3s to 4s
> in all    1 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts
