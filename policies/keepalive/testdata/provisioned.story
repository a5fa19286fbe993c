# provisioned: k containers of every function are there from the start, whatever it costs.

scenario the first invocation finds a container, a second at a time does not
# Both containers are ordered at 0 s and ready at 0.5 s. At 10 s two invocations of web/page
# come at once: the second needs a container of its own, which expires after ten minutes.
# web/rare is never invoked, and its container is there all the same.
  schedule   first-fit
  keepalive  provisioned
  invokers   1 of 1024MiB
  function   web/page 256MiB
  function   web/rare 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/page runs 1s, 2 times every 0s
  at 20m     web/page runs 1s
> at 0s     container 0 of web/page loads ahead on invoker 0
> at 0s     container 1 of web/rare loads ahead on invoker 0
> at 10s    web/page arrives → invoker 0, prewarm in container 0, runs 10s to 11s
> at 10s    web/page arrives → invoker 0, cold in container 2, runs 10.5s to 11.5s
> at 10m11.5s container 2 of web/page on invoker 0 expires, idle for 10m
> at 20m    web/page arrives → invoker 0, warm in container 0, runs 20m to 20m1s
> in all    1 cold and 1 warm starts, 0 evictions, 1 expiries, 0 rejected; 2 loaded ahead, 1 in vain, 0 refused; 1 prewarm starts

scenario more is reserved than there is memory
# b/big takes all of it. Its own container is then a reserved one and stays, so that every
# minute's order for a/small is refused, until an invocation of a/small evicts it.
  schedule   first-fit
  keepalive  provisioned,keep=5s
  invokers   1 of 512MiB
  function   a/small 256MiB
  function   b/big 512MiB
  start      warm 0s, cold 500ms
  at 10s     b/big runs 60s
  at 3m      a/small runs 1s
> at 0s     container 0 of a/small loads ahead on invoker 0
> at 10s    b/big arrives → invoker 0, which evicts container 0 of a/small (idle for 9.5s), cold in container 1, runs 10.5s to 1m10.5s
> at 3m     a/small arrives → invoker 0, which evicts container 1 of b/big (idle for 1m49.5s), cold in container 2, runs 3m0.5s to 3m1.5s
> in all    2 cold and 0 warm starts, 2 evictions, 0 expiries, 0 rejected; 1 loaded ahead, 1 in vain, 4 refused; 0 prewarm starts
