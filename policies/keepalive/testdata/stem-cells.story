# stem-cells (OpenWhisk): a runtime waits for whichever function comes first.

scenario a cold start takes over a stem cell, and another is made
# The sandbox takes 400 ms and init 200 ms, half of which is the runtime's. The stem cell is
# ready after 0.5 s. x/a takes it over and needs the other half of init alone, 0.1 s; x/b comes
# before the next one is ready, at 10.5 s, and starts from nothing. x/c takes that one.
  schedule   first-fit
  keepalive  stem-cells,count=1,language=any
  invokers   1 of 2048MiB
  function   x/a 256MiB
  function   x/b 256MiB
  function   x/c 256MiB
  start      warm 0s, cold 400ms, init 200ms
  at 10s     x/a runs 1s
  at 10.1s   x/b runs 1s
  at 20s     x/c runs 1s
  at 30s     x/a runs 1s
> at 0s     container 0 of layer 0 loads ahead on invoker 0
> at 10s    x/a arrives → invoker 0, takes over container 0 of layer 0, cold in container 1, runs 10.1s to 11.1s
> at 10s    container 2 of layer 0 loads ahead on invoker 0
> at 10.1s  x/b arrives → invoker 0, cold in container 3, runs 10.7s to 11.7s
> at 20s    x/c arrives → invoker 0, takes over container 2 of layer 0, cold in container 4, runs 20.1s to 21.1s
> at 20s    container 5 of layer 0 loads ahead on invoker 0
> at 30s    x/a arrives → invoker 0, warm in container 1, runs 30s to 31s
> in all    3 cold and 1 warm starts, 0 evictions, 0 expiries, 0 rejected; 2 of the cold starts from a layer; 3 loaded ahead, 1 in vain, 0 refused; 0 prewarm starts

scenario one that is too small for the function suits it not
  schedule   first-fit
  keepalive  stem-cells,count=1,language=any,memory=128MiB
  invokers   1 of 2048MiB
  function   x/a 256MiB
  start      warm 0s, cold 400ms, init 200ms
  at 10s     x/a runs 1s
> at 0s     container 0 of layer 0 loads ahead on invoker 0
> at 10s    x/a arrives → invoker 0, cold in container 1, runs 10.6s to 11.6s
> in all    1 cold and 0 warm starts, 0 evictions, 0 expiries, 0 rejected; 1 loaded ahead, 1 in vain, 0 refused; 0 prewarm starts
