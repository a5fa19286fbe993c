# cidre (ASPLOS'25; the formula is assumed): priority = clock + starts × cold-start time ÷ (MiB × containers
# of the function on the invoker). A burst leaves many containers, which share what the function is worth.

scenario a burst's containers go first, the last of them stays
# a/burst ran three at once: 3 starts ÷ 3 containers are 10,240 million each. b/steady has two starts and
# one container, 20,480 million. At 20 s c/new evicts two of a/burst: after the first, the other
# two are worth 3 starts ÷ 2 each, 15,360 million, and still less than b/steady. At 30 s d/new
# evicts b/steady and c/new, and the last of a/burst stays: it alone has all three starts.
  schedule   first-fit
  keepalive  cidre
  invokers   1 of 400MiB
  function   a/burst 100MiB
  function   b/steady 100MiB
  function   c/new 200MiB
  function   d/new 200MiB
  start      warm 0s, cold 1s
  show       priority
  at 0s      a/burst runs 1s, 3 times every 0s
  at 5s      b/steady runs 1s, 2 times every 5s
  at 20s     c/new runs 1s
  at 30s     d/new runs 1s
> at 0s     a/burst arrives → invoker 0, cold in container 0, runs 1s to 2s
> at 0s     a/burst arrives → invoker 0, cold in container 1, runs 1s to 2s
> at 0s     a/burst arrives → invoker 0, cold in container 2, runs 1s to 2s
> at 2s     container 0 of a/burst on invoker 0 is idle, priority 10239999999
> at 2s     container 1 of a/burst on invoker 0 is idle, priority 10239999999
> at 2s     container 2 of a/burst on invoker 0 is idle, priority 10239999999
> at 5s     b/steady arrives → invoker 0, cold in container 3, runs 6s to 7s
> at 7s     container 3 of b/steady on invoker 0 is idle, priority 10240000000
> at 10s    b/steady arrives → invoker 0, warm in container 3, runs 10s to 11s
> at 11s    container 3 of b/steady on invoker 0 is idle, priority 20480000000
> at 20s    c/new arrives → invoker 0, which evicts container 0 of a/burst (idle for 18s) and container 1 of a/burst (idle for 18s), cold in container 4, runs 21s to 22s
> at 22s    container 4 of c/new on invoker 0 is idle, priority 20480000000
> at 30s    d/new arrives → invoker 0, which evicts container 3 of b/steady (idle for 19s) and container 4 of c/new (idle for 8s), cold in container 5, runs 31s to 32s
> at 32s    container 5 of d/new on invoker 0 is idle, priority 25600000000
> in all    6 cold and 1 warm starts, 4 evictions, 0 expiries, 0 rejected
