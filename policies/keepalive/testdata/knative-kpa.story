# knative-kpa: the number of containers follows concurrency, decided every 2 s. Here one container
# runs one invocation at a time, and 0.7 of that is aimed at.

scenario the initial container goes after a stable window and the grace time
# It has been there for 60 s at the decision of 1m2s, and 30 s later it goes.
  schedule   first-fit
  keepalive  knative-kpa
  invokers   1 of 2048MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 3m      web/page runs 500ms
> at 0s     container 0 of web/page loads ahead on invoker 0
> at 1m32s  container 0 of web/page on invoker 0 expires, idle for 1m31.5s
> at 3m     web/page arrives → invoker 0, cold in container 1, runs 3m0.5s to 3m1s
> in all    1 cold and 0 warm starts, 0 evictions, 1 expiries, 0 rejected; 1 loaded ahead, 1 in vain, 0 refused; 0 prewarm starts

scenario one invocation, two containers: scale from zero overshoots
# After serving/issues/4344: who waits for the first container counts as concurrency. The
# invocation takes 8 s, most of it its cold start; 1 ÷ 0.7 is more than one container, so at 4 s
# a second one is loaded, in panic, and both stay until there was no cause for a minute.
  schedule   first-fit
  keepalive  knative-kpa,initial=0
  invokers   1 of 2048MiB
  function   web/page 256MiB
  start      warm 0s, cold 7s
  at 1s      web/page runs 1s
  at 4m      web/page runs 1s
> at 1s     web/page arrives → invoker 0, cold in container 0, runs 8s to 9s
> at 4s     container 1 of web/page loads ahead on invoker 0
> at 1m12s  container 0 of web/page on invoker 0 expires, idle for 1m3s
> at 1m44s  container 1 of web/page on invoker 0 expires, idle for 1m33s
> at 4m     web/page arrives → invoker 0, cold in container 2, runs 4m7s to 4m8s
> at 4m6s   container 3 of web/page loads ahead on invoker 0
> in all    2 cold and 0 warm starts, 0 evictions, 2 expiries, 0 rejected; 2 loaded ahead, 1 in vain, 0 refused; 0 prewarm starts

scenario what panic built the calm autoscaler undoes
# After serving/issues/3153. Half of the target is aimed at, so that four at once want eight
# containers: the decisions of 4 and 6 s load some, that of 8 s panics and holds eight. After a stable
# window without a cause, at 1m12s, the calm autoscaler sees what little is left in its own
# window, and halves what is there every 2 s.
  schedule   first-fit
  keepalive  knative-kpa,initial=0,utilization=0.5
  invokers   1 of 4096MiB
  function   web/page 256MiB
  start      warm 0s, cold 7s
  at 1s      web/page runs 3s, 4 times every 0s
  at 4m      web/page runs 1s
> at 1s     web/page arrives → invoker 0, cold in container 0, runs 8s to 11s
> at 1s     web/page arrives → invoker 0, cold in container 1, runs 8s to 11s
> at 1s     web/page arrives → invoker 0, cold in container 2, runs 8s to 11s
> at 1s     web/page arrives → invoker 0, cold in container 3, runs 8s to 11s
> at 4s     container 4 of web/page loads ahead on invoker 0
> at 4s     container 5 of web/page loads ahead on invoker 0
> at 6s     container 6 of web/page loads ahead on invoker 0
> at 8s     container 7 of web/page loads ahead on invoker 0
> at 1m12s  container 0 of web/page on invoker 0 expires, idle for 1m1s
> at 1m12s  container 1 of web/page on invoker 0 expires, idle for 1m1s
> at 1m12s  container 2 of web/page on invoker 0 expires, idle for 1m1s
> at 1m12s  container 3 of web/page on invoker 0 expires, idle for 1m1s
> at 1m14s  container 4 of web/page on invoker 0 expires, idle for 1m3s
> at 1m14s  container 5 of web/page on invoker 0 expires, idle for 1m3s
> at 1m16s  container 6 of web/page on invoker 0 expires, idle for 1m3s
> at 1m48s  container 7 of web/page on invoker 0 expires, idle for 1m33s
> at 4m     web/page arrives → invoker 0, cold in container 8, runs 4m7s to 4m8s
> at 4m4s   container 9 of web/page loads ahead on invoker 0
> in all    5 cold and 0 warm starts, 0 evictions, 8 expiries, 0 rejected; 5 loaded ahead, 4 in vain, 0 refused; 0 prewarm starts
