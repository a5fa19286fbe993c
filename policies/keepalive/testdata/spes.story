# spes: the first days of the run (here an hour or so) find the class of each function by its waiting times: the
# idle minutes between minutes with an invocation. Then the class says when a function is due, and every minute
# one that is due gets a container, and one that is neither due nor was invoked of late loses its own.

scenario regular: every twenty minutes
# Waiting times of 19 minutes. The next invocation is due in minute 120, give or take two, since the end of the
# training cut a waiting time short; that it is due within two minutes is known when minute 116 ends.
  schedule   first-fit
  keepalive  spes,train=110m,keep=1h
  invokers   1 of 1024MiB
  function   web/clock 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/clock runs 1s, 8 times every 20m
  at 3h      web/clock runs 1s
> at 10s    web/clock arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 20m10s web/clock arrives → invoker 0, warm in container 0, runs 20m10s to 20m11s
> at 40m10s web/clock arrives → invoker 0, warm in container 0, runs 40m10s to 40m11s
> at 1h0m10s web/clock arrives → invoker 0, warm in container 0, runs 1h0m10s to 1h0m11s
> at 1h20m10s web/clock arrives → invoker 0, warm in container 0, runs 1h20m10s to 1h20m11s
> at 1h40m10s web/clock arrives → invoker 0, warm in container 0, runs 1h40m10s to 1h40m11s
> at 1h50m  container 0 of web/clock on invoker 0 expires, idle for 9m49s
> at 1h57m  container 1 of web/clock loads ahead on invoker 0
> at 2h0m10s web/clock arrives → invoker 0, prewarm in container 1, runs 2h0m10s to 2h0m11s
> at 2h2m   container 1 of web/clock on invoker 0 expires, idle for 1m49s
> at 2h17m  container 2 of web/clock loads ahead on invoker 0
> at 2h20m10s web/clock arrives → invoker 0, prewarm in container 2, runs 2h20m10s to 2h20m11s
> at 2h22m  container 2 of web/clock on invoker 0 expires, idle for 1m49s
> at 2h37m  container 3 of web/clock loads ahead on invoker 0
> at 2h43m  container 3 of web/clock on invoker 0 expires, idle for 5m59.5s
> at 2h57m  container 4 of web/clock loads ahead on invoker 0
> at 3h     web/clock arrives → invoker 0, prewarm in container 4, runs 3h to 3h0m1s
> in all    1 cold and 5 warm starts, 0 evictions, 4 expiries, 0 rejected; 4 loaded ahead, 1 in vain, 0 refused; 3 prewarm starts

scenario regular, but it becomes another rhythm
# Learnt: every ten minutes. After five waiting times of 14 minutes the usual one is taken half way, from 9 to
# 11.5, and again half way at every further one: in the end a container is there in time.
  schedule   first-fit
  keepalive  spes,train=1h,keep=1h
  invokers   1 of 1024MiB
  function   web/clock 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/clock runs 1s, 6 times every 10m
  at 65m10s  web/clock runs 1s, 9 times every 15m
> at 10s    web/clock arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 10m10s web/clock arrives → invoker 0, warm in container 0, runs 10m10s to 10m11s
> at 20m10s web/clock arrives → invoker 0, warm in container 0, runs 20m10s to 20m11s
> at 30m10s web/clock arrives → invoker 0, warm in container 0, runs 30m10s to 30m11s
> at 40m10s web/clock arrives → invoker 0, warm in container 0, runs 40m10s to 40m11s
> at 50m10s web/clock arrives → invoker 0, warm in container 0, runs 50m10s to 50m11s
> at 1h1m   container 0 of web/clock on invoker 0 expires, idle for 10m49s
> at 1h5m10s web/clock arrives → invoker 0, cold in container 1, runs 1h5m10.5s to 1h5m11.5s
> at 1h7m   container 1 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h14m  container 2 of web/clock loads ahead on invoker 0
> at 1h16m  container 2 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 1h20m10s web/clock arrives → invoker 0, cold in container 3, runs 1h20m10.5s to 1h20m11.5s
> at 1h22m  container 3 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h29m  container 4 of web/clock loads ahead on invoker 0
> at 1h31m  container 4 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 1h35m10s web/clock arrives → invoker 0, cold in container 5, runs 1h35m10.5s to 1h35m11.5s
> at 1h37m  container 5 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h44m  container 6 of web/clock loads ahead on invoker 0
> at 1h46m  container 6 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 1h50m10s web/clock arrives → invoker 0, cold in container 7, runs 1h50m10.5s to 1h50m11.5s
> at 1h52m  container 7 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h59m  container 8 of web/clock loads ahead on invoker 0
> at 2h1m   container 8 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h5m10s web/clock arrives → invoker 0, cold in container 9, runs 2h5m10.5s to 2h5m11.5s
> at 2h7m   container 9 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h17m  container 10 of web/clock loads ahead on invoker 0
> at 2h19m  container 10 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h20m10s web/clock arrives → invoker 0, cold in container 11, runs 2h20m10.5s to 2h20m11.5s
> at 2h22m  container 11 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h33m  container 12 of web/clock loads ahead on invoker 0
> at 2h35m  container 12 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h35m10s web/clock arrives → invoker 0, cold in container 13, runs 2h35m10.5s to 2h35m11.5s
> at 2h37m  container 13 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h49m  container 14 of web/clock loads ahead on invoker 0
> at 2h50m10s web/clock arrives → invoker 0, prewarm in container 14, runs 2h50m10s to 2h50m11s
> at 2h52m  container 14 of web/clock on invoker 0 expires, idle for 1m49s
> at 3h4m   container 15 of web/clock loads ahead on invoker 0
> at 3h5m10s web/clock arrives → invoker 0, prewarm in container 15, runs 3h5m10s to 3h5m11s
> in all    8 cold and 5 warm starts, 0 evictions, 15 expiries, 0 rejected; 8 loaded ahead, 6 in vain, 0 refused; 2 prewarm starts

scenario the same without adaptation
# The seventh and later ones, which it had learnt by then, are as cold as the first.
  schedule   first-fit
  keepalive  spes,train=1h,keep=1h,adapt=no
  invokers   1 of 1024MiB
  function   web/clock 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/clock runs 1s, 6 times every 10m
  at 65m10s  web/clock runs 1s, 9 times every 15m
> at 10s    web/clock arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 10m10s web/clock arrives → invoker 0, warm in container 0, runs 10m10s to 10m11s
> at 20m10s web/clock arrives → invoker 0, warm in container 0, runs 20m10s to 20m11s
> at 30m10s web/clock arrives → invoker 0, warm in container 0, runs 30m10s to 30m11s
> at 40m10s web/clock arrives → invoker 0, warm in container 0, runs 40m10s to 40m11s
> at 50m10s web/clock arrives → invoker 0, warm in container 0, runs 50m10s to 50m11s
> at 1h1m   container 0 of web/clock on invoker 0 expires, idle for 10m49s
> at 1h5m10s web/clock arrives → invoker 0, cold in container 1, runs 1h5m10.5s to 1h5m11.5s
> at 1h7m   container 1 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h14m  container 2 of web/clock loads ahead on invoker 0
> at 1h16m  container 2 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 1h20m10s web/clock arrives → invoker 0, cold in container 3, runs 1h20m10.5s to 1h20m11.5s
> at 1h22m  container 3 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h29m  container 4 of web/clock loads ahead on invoker 0
> at 1h31m  container 4 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 1h35m10s web/clock arrives → invoker 0, cold in container 5, runs 1h35m10.5s to 1h35m11.5s
> at 1h37m  container 5 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h44m  container 6 of web/clock loads ahead on invoker 0
> at 1h46m  container 6 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 1h50m10s web/clock arrives → invoker 0, cold in container 7, runs 1h50m10.5s to 1h50m11.5s
> at 1h52m  container 7 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 1h59m  container 8 of web/clock loads ahead on invoker 0
> at 2h1m   container 8 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h5m10s web/clock arrives → invoker 0, cold in container 9, runs 2h5m10.5s to 2h5m11.5s
> at 2h7m   container 9 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h14m  container 10 of web/clock loads ahead on invoker 0
> at 2h16m  container 10 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h20m10s web/clock arrives → invoker 0, cold in container 11, runs 2h20m10.5s to 2h20m11.5s
> at 2h22m  container 11 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h29m  container 12 of web/clock loads ahead on invoker 0
> at 2h31m  container 12 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h35m10s web/clock arrives → invoker 0, cold in container 13, runs 2h35m10.5s to 2h35m11.5s
> at 2h37m  container 13 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h44m  container 14 of web/clock loads ahead on invoker 0
> at 2h46m  container 14 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 2h50m10s web/clock arrives → invoker 0, cold in container 15, runs 2h50m10.5s to 2h50m11.5s
> at 2h52m  container 15 of web/clock on invoker 0 expires, idle for 1m48.5s
> at 2h59m  container 16 of web/clock loads ahead on invoker 0
> at 3h1m   container 16 of web/clock on invoker 0 expires, idle for 1m59.5s
> at 3h5m10s web/clock arrives → invoker 0, cold in container 17, runs 3h5m10.5s to 3h5m11.5s
> in all    10 cold and 5 warm starts, 0 evictions, 17 expiries, 0 rejected; 8 loaded ahead, 8 in vain, 0 refused; 0 prewarm starts

scenario always warm: invoked in every minute
# It keeps a container for good, and has one loaded again where it lost it to web/large, which needs all memory.
  schedule   first-fit
  keepalive  spes,train=10m
  invokers   1 of 1024MiB
  function   web/busy 256MiB
  function   web/large 1024MiB
  start      warm 0s, cold 500ms
  at 10s     web/busy runs 1s, 10 times every 60s
  at 3h      web/busy runs 1s
  at 4h10s   web/large runs 1s
  at 5h      web/busy runs 1s
> at 10s    web/busy arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 1m10s  web/busy arrives → invoker 0, warm in container 0, runs 1m10s to 1m11s
> at 2m10s  web/busy arrives → invoker 0, warm in container 0, runs 2m10s to 2m11s
> at 3m10s  web/busy arrives → invoker 0, warm in container 0, runs 3m10s to 3m11s
> at 4m10s  web/busy arrives → invoker 0, warm in container 0, runs 4m10s to 4m11s
> at 5m10s  web/busy arrives → invoker 0, warm in container 0, runs 5m10s to 5m11s
> at 6m10s  web/busy arrives → invoker 0, warm in container 0, runs 6m10s to 6m11s
> at 7m10s  web/busy arrives → invoker 0, warm in container 0, runs 7m10s to 7m11s
> at 8m10s  web/busy arrives → invoker 0, warm in container 0, runs 8m10s to 8m11s
> at 9m10s  web/busy arrives → invoker 0, warm in container 0, runs 9m10s to 9m11s
> at 3h     web/busy arrives → invoker 0, warm in container 0, runs 3h to 3h0m1s
> at 4h0m10s web/large arrives → invoker 0, which evicts container 0 of web/busy (idle for 1h0m9s), cold in container 1, runs 4h0m10.5s to 4h0m11.5s
> at 4h2m   container 1 of web/large on invoker 0 expires, idle for 1m48.5s
> at 4h2m   container 2 of web/busy loads ahead on invoker 0
> at 5h     web/busy arrives → invoker 0, prewarm in container 2, runs 5h to 5h0m1s
> in all    2 cold and 10 warm starts, 1 evictions, 1 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 1 refused; 1 prewarm starts

scenario approximately regular: waiting times of 4 and 9 minutes
# It is due 5 and 10 minutes after an invocation: with two minutes around each, it is kept from the end of the
# second idle minute on, or loaded there, until both have passed.
  schedule   first-fit
  keepalive  spes,train=1h,keep=1h
  invokers   1 of 1024MiB
  function   web/steps 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/steps runs 1s, 5 times every 15m
  at 5m10s   web/steps runs 1s, 5 times every 15m
> at 10s    web/steps arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 5m10s  web/steps arrives → invoker 0, warm in container 0, runs 5m10s to 5m11s
> at 15m10s web/steps arrives → invoker 0, warm in container 0, runs 15m10s to 15m11s
> at 20m10s web/steps arrives → invoker 0, warm in container 0, runs 20m10s to 20m11s
> at 30m10s web/steps arrives → invoker 0, warm in container 0, runs 30m10s to 30m11s
> at 35m10s web/steps arrives → invoker 0, warm in container 0, runs 35m10s to 35m11s
> at 45m10s web/steps arrives → invoker 0, warm in container 0, runs 45m10s to 45m11s
> at 50m10s web/steps arrives → invoker 0, warm in container 0, runs 50m10s to 50m11s
> at 1h0m10s web/steps arrives → invoker 0, warm in container 0, runs 1h0m10s to 1h0m11s
> at 1h2m   container 0 of web/steps on invoker 0 expires, idle for 1m49s
> at 1h4m   container 1 of web/steps loads ahead on invoker 0
> at 1h5m10s web/steps arrives → invoker 0, prewarm in container 1, runs 1h5m10s to 1h5m11s
> in all    1 cold and 8 warm starts, 0 evictions, 1 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts

scenario dense: waiting times of 1 to 4 minutes
# It is due from 2 to 5 minutes after an invocation, and given up behind that, when the eighth idle minute ends.
  schedule   first-fit
  keepalive  spes,train=45m,keep=1h
  invokers   1 of 1024MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/page runs 1s, 3 times every 14m
  at 2m10s   web/page runs 1s, 3 times every 14m
  at 5m10s   web/page runs 1s, 3 times every 14m
  at 9m10s   web/page runs 1s, 3 times every 14m
  at 46m10s  web/page runs 1s
  at 52m10s  web/page runs 1s
  at 62m10s  web/page runs 1s
> at 10s    web/page arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 2m10s  web/page arrives → invoker 0, warm in container 0, runs 2m10s to 2m11s
> at 5m10s  web/page arrives → invoker 0, warm in container 0, runs 5m10s to 5m11s
> at 9m10s  web/page arrives → invoker 0, warm in container 0, runs 9m10s to 9m11s
> at 14m10s web/page arrives → invoker 0, warm in container 0, runs 14m10s to 14m11s
> at 16m10s web/page arrives → invoker 0, warm in container 0, runs 16m10s to 16m11s
> at 19m10s web/page arrives → invoker 0, warm in container 0, runs 19m10s to 19m11s
> at 23m10s web/page arrives → invoker 0, warm in container 0, runs 23m10s to 23m11s
> at 28m10s web/page arrives → invoker 0, warm in container 0, runs 28m10s to 28m11s
> at 30m10s web/page arrives → invoker 0, warm in container 0, runs 30m10s to 30m11s
> at 33m10s web/page arrives → invoker 0, warm in container 0, runs 33m10s to 33m11s
> at 37m10s web/page arrives → invoker 0, warm in container 0, runs 37m10s to 37m11s
> at 46m    container 0 of web/page on invoker 0 expires, idle for 8m49s
> at 46m10s web/page arrives → invoker 0, cold in container 1, runs 46m10.5s to 46m11.5s
> at 52m10s web/page arrives → invoker 0, warm in container 1, runs 52m10s to 52m11s
> at 1h1m   container 1 of web/page on invoker 0 expires, idle for 8m49s
> at 1h2m10s web/page arrives → invoker 0, cold in container 2, runs 1h2m10.5s to 1h2m11.5s
> in all    3 cold and 12 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario dense, without loading ahead
# Now it is due from 2 to 5 minutes after an invocation and no longer. Before that it stays all the same: a dense
# function is given up after five idle minutes, not after one.
  schedule   first-fit
  keepalive  spes,train=45m,keep=1h,prewarm=0s
  invokers   1 of 1024MiB
  function   web/page 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/page runs 1s, 3 times every 14m
  at 2m10s   web/page runs 1s, 3 times every 14m
  at 5m10s   web/page runs 1s, 3 times every 14m
  at 9m10s   web/page runs 1s, 3 times every 14m
  at 46m10s  web/page runs 1s
  at 48m10s  web/page runs 1s
  at 62m10s  web/page runs 1s
> at 10s    web/page arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 2m10s  web/page arrives → invoker 0, warm in container 0, runs 2m10s to 2m11s
> at 5m10s  web/page arrives → invoker 0, warm in container 0, runs 5m10s to 5m11s
> at 9m10s  web/page arrives → invoker 0, warm in container 0, runs 9m10s to 9m11s
> at 14m10s web/page arrives → invoker 0, warm in container 0, runs 14m10s to 14m11s
> at 16m10s web/page arrives → invoker 0, warm in container 0, runs 16m10s to 16m11s
> at 19m10s web/page arrives → invoker 0, warm in container 0, runs 19m10s to 19m11s
> at 23m10s web/page arrives → invoker 0, warm in container 0, runs 23m10s to 23m11s
> at 28m10s web/page arrives → invoker 0, warm in container 0, runs 28m10s to 28m11s
> at 30m10s web/page arrives → invoker 0, warm in container 0, runs 30m10s to 30m11s
> at 33m10s web/page arrives → invoker 0, warm in container 0, runs 33m10s to 33m11s
> at 37m10s web/page arrives → invoker 0, warm in container 0, runs 37m10s to 37m11s
> at 45m    container 0 of web/page on invoker 0 expires, idle for 7m49s
> at 46m10s web/page arrives → invoker 0, cold in container 1, runs 46m10.5s to 46m11.5s
> at 48m10s web/page arrives → invoker 0, warm in container 1, runs 48m10s to 48m11s
> at 55m    container 1 of web/page on invoker 0 expires, idle for 6m49s
> at 1h2m10s web/page arrives → invoker 0, cold in container 2, runs 1h2m10.5s to 1h2m11.5s
> in all    3 cold and 12 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario successive: bursts at no known time
# Active for two minutes or more whenever it is. Nothing foretells the next burst: its first invocation is cold,
# and the container goes after one idle minute.
  schedule   first-fit
  keepalive  spes,train=45m,keep=1h,burst=2m
  invokers   1 of 1024MiB
  function   web/burst 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/burst runs 1s, 2 times every 60s
  at 9m10s   web/burst runs 1s, 2 times every 60s
  at 24m10s  web/burst runs 1s, 3 times every 60s
  at 55m10s  web/burst runs 1s, 3 times every 60s
> at 10s    web/burst arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 1m10s  web/burst arrives → invoker 0, warm in container 0, runs 1m10s to 1m11s
> at 9m10s  web/burst arrives → invoker 0, warm in container 0, runs 9m10s to 9m11s
> at 10m10s web/burst arrives → invoker 0, warm in container 0, runs 10m10s to 10m11s
> at 24m10s web/burst arrives → invoker 0, warm in container 0, runs 24m10s to 24m11s
> at 25m10s web/burst arrives → invoker 0, warm in container 0, runs 25m10s to 25m11s
> at 26m10s web/burst arrives → invoker 0, warm in container 0, runs 26m10s to 26m11s
> at 45m    container 0 of web/burst on invoker 0 expires, idle for 18m49s
> at 55m10s web/burst arrives → invoker 0, cold in container 1, runs 55m10.5s to 55m11.5s
> at 56m10s web/burst arrives → invoker 0, warm in container 1, runs 56m10s to 56m11s
> at 57m10s web/burst arrives → invoker 0, warm in container 1, runs 57m10s to 57m11s
> in all    2 cold and 8 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario pulsed: no waiting time occurs twice
# None of the classes above. On the last quarter of the training pulsed is tried, and nothing else can be: it
# stays for three idle minutes.
  schedule   first-fit
  keepalive  spes,train=2h,keep=1h
  invokers   1 of 1024MiB
  function   web/pulse 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/pulse runs 1s
  at 21m10s  web/pulse runs 1s
  at 54m10s  web/pulse runs 1s
  at 91m10s  web/pulse runs 1s, 2 times every 60s
  at 101m10s web/pulse runs 1s
  at 140m10s web/pulse runs 1s
  at 143m10s web/pulse runs 1s
  at 147m10s web/pulse runs 1s
> at 10s    web/pulse arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 21m10s web/pulse arrives → invoker 0, warm in container 0, runs 21m10s to 21m11s
> at 54m10s web/pulse arrives → invoker 0, warm in container 0, runs 54m10s to 54m11s
> at 1h31m10s web/pulse arrives → invoker 0, warm in container 0, runs 1h31m10s to 1h31m11s
> at 1h32m10s web/pulse arrives → invoker 0, warm in container 0, runs 1h32m10s to 1h32m11s
> at 1h41m10s web/pulse arrives → invoker 0, warm in container 0, runs 1h41m10s to 1h41m11s
> at 2h     container 0 of web/pulse on invoker 0 expires, idle for 18m49s
> at 2h20m10s web/pulse arrives → invoker 0, cold in container 1, runs 2h20m10.5s to 2h20m11.5s
> at 2h23m10s web/pulse arrives → invoker 0, warm in container 1, runs 2h23m10s to 2h23m11s
> at 2h27m  container 1 of web/pulse on invoker 0 expires, idle for 3m49s
> at 2h27m10s web/pulse arrives → invoker 0, cold in container 2, runs 2h27m10.5s to 2h27m11.5s
> in all    3 cold and 6 warm starts, 0 evictions, 2 expiries, 0 rejected

scenario possible: a waiting time occurs again and again, among others
# Waiting times of 11, 30, 11, 17, 11 and 26 minutes. 12 minutes after an invocation it is due, and once it did
# come on the last quarter of the training: fewer cold starts than pulsed, and fewer idle minutes.
  schedule   first-fit
  keepalive  spes,train=2h,keep=1h
  invokers   1 of 1024MiB
  function   web/often 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/often runs 1s, 2 times every 12m
  at 43m10s  web/often runs 1s, 2 times every 12m
  at 73m10s  web/often runs 1s
  at 96m10s  web/often runs 1s, 2 times every 12m
  at 130m10s web/often runs 1s, 2 times every 12m
> at 10s    web/often arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 12m10s web/often arrives → invoker 0, warm in container 0, runs 12m10s to 12m11s
> at 43m10s web/often arrives → invoker 0, warm in container 0, runs 43m10s to 43m11s
> at 55m10s web/often arrives → invoker 0, warm in container 0, runs 55m10s to 55m11s
> at 1h13m10s web/often arrives → invoker 0, warm in container 0, runs 1h13m10s to 1h13m11s
> at 1h36m10s web/often arrives → invoker 0, warm in container 0, runs 1h36m10s to 1h36m11s
> at 1h48m10s web/often arrives → invoker 0, warm in container 0, runs 1h48m10s to 1h48m11s
> at 2h4m   container 0 of web/often on invoker 0 expires, idle for 15m49s
> at 2h10m10s web/often arrives → invoker 0, cold in container 1, runs 2h10m10.5s to 2h10m11.5s
> at 2h12m  container 1 of web/often on invoker 0 expires, idle for 1m48.5s
> at 2h21m  container 2 of web/often loads ahead on invoker 0
> at 2h22m10s web/often arrives → invoker 0, prewarm in container 2, runs 2h22m10s to 2h22m11s
> in all    2 cold and 6 warm starts, 0 evictions, 2 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts

scenario correlated: two minutes after another function of its app
# shop/pay comes two minutes after shop/cart, which comes at no known time. It is loaded when the minute of
# shop/cart ends, and stays until the lag and two minutes have passed. web/other comes at the same times
# as shop/pay and is of another app.
  schedule   first-fit
  keepalive  spes,train=2h,keep=1h
  invokers   1 of 1024MiB
  function   shop/cart 128MiB
  function   shop/pay 128MiB
  function   web/other 128MiB
  start      warm 0s, cold 500ms
  at 10s     shop/cart runs 1s
  at 2m10s   shop/pay runs 1s
  at 23m10s  shop/cart runs 1s
  at 25m10s  shop/pay runs 1s
  at 58m10s  shop/cart runs 1s
  at 60m10s  shop/pay runs 1s
  at 100m10s shop/cart runs 1s
  at 102m10s shop/pay runs 1s
  at 102m20s web/other runs 1s
  at 160m10s shop/cart runs 1s
  at 162m10s shop/pay runs 1s
  at 162m20s web/other runs 1s
> at 10s    shop/cart arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 2m10s  shop/pay arrives → invoker 0, cold in container 1, runs 2m10.5s to 2m11.5s
> at 23m10s shop/cart arrives → invoker 0, warm in container 0, runs 23m10s to 23m11s
> at 25m10s shop/pay arrives → invoker 0, warm in container 1, runs 25m10s to 25m11s
> at 58m10s shop/cart arrives → invoker 0, warm in container 0, runs 58m10s to 58m11s
> at 1h0m10s shop/pay arrives → invoker 0, warm in container 1, runs 1h0m10s to 1h0m11s
> at 1h40m10s shop/cart arrives → invoker 0, warm in container 0, runs 1h40m10s to 1h40m11s
> at 1h42m10s shop/pay arrives → invoker 0, warm in container 1, runs 1h42m10s to 1h42m11s
> at 1h42m20s web/other arrives → invoker 0, cold in container 2, runs 1h42m20.5s to 1h42m21.5s
> at 2h     container 0 of shop/cart on invoker 0 expires, idle for 19m49s
> at 2h     container 1 of shop/pay on invoker 0 expires, idle for 17m49s
> at 2h     container 2 of web/other on invoker 0 expires, idle for 17m38.5s
> at 2h40m10s shop/cart arrives → invoker 0, cold in container 3, runs 2h40m10.5s to 2h40m11.5s
> at 2h41m  container 4 of shop/pay loads ahead on invoker 0
> at 2h42m10s shop/pay arrives → invoker 0, prewarm in container 4, runs 2h42m10s to 2h42m11s
> at 2h42m20s web/other arrives → invoker 0, cold in container 5, runs 2h42m20.5s to 2h42m21.5s
> in all    5 cold and 6 warm starts, 0 evictions, 3 expiries, 0 rejected; 1 loaded ahead, 0 in vain, 0 refused; 1 prewarm starts

scenario correlated with a function that is due itself
# shop/cart comes every twenty minutes, shop/pay two minutes after some of them. As soon as shop/cart is due so is
# shop/pay: both are loaded at once, and go at once when shop/cart stays away.
  schedule   first-fit
  keepalive  spes,train=3h,keep=1h
  invokers   1 of 1024MiB
  function   shop/cart 128MiB
  function   shop/pay 128MiB
  start      warm 0s, cold 500ms
  at 10s     shop/cart runs 1s, 10 times every 20m
  at 2m10s   shop/pay runs 1s, 2 times every 20m
  at 62m10s  shop/pay runs 1s
  at 142m10s shop/pay runs 1s
  at 182m10s shop/pay runs 1s
  at 3h30m   shop/cart runs 1s
> at 10s    shop/cart arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 2m10s  shop/pay arrives → invoker 0, cold in container 1, runs 2m10.5s to 2m11.5s
> at 20m10s shop/cart arrives → invoker 0, warm in container 0, runs 20m10s to 20m11s
> at 22m10s shop/pay arrives → invoker 0, warm in container 1, runs 22m10s to 22m11s
> at 40m10s shop/cart arrives → invoker 0, warm in container 0, runs 40m10s to 40m11s
> at 1h0m10s shop/cart arrives → invoker 0, warm in container 0, runs 1h0m10s to 1h0m11s
> at 1h2m10s shop/pay arrives → invoker 0, warm in container 1, runs 1h2m10s to 1h2m11s
> at 1h20m10s shop/cart arrives → invoker 0, warm in container 0, runs 1h20m10s to 1h20m11s
> at 1h40m10s shop/cart arrives → invoker 0, warm in container 0, runs 1h40m10s to 1h40m11s
> at 2h0m10s shop/cart arrives → invoker 0, warm in container 0, runs 2h0m10s to 2h0m11s
> at 2h2m11s container 1 of shop/pay on invoker 0 expires, idle for 1h
> at 2h20m10s shop/cart arrives → invoker 0, warm in container 0, runs 2h20m10s to 2h20m11s
> at 2h22m10s shop/pay arrives → invoker 0, cold in container 2, runs 2h22m10.5s to 2h22m11.5s
> at 2h40m10s shop/cart arrives → invoker 0, warm in container 0, runs 2h40m10s to 2h40m11s
> at 3h0m10s shop/cart arrives → invoker 0, warm in container 0, runs 3h0m10s to 3h0m11s
> at 3h2m   container 0 of shop/cart on invoker 0 expires, idle for 1m49s
> at 3h2m10s shop/pay arrives → invoker 0, warm in container 2, runs 3h2m10s to 3h2m11s
> at 3h6m   container 2 of shop/pay on invoker 0 expires, idle for 3m49s
> at 3h19m  container 3 of shop/cart loads ahead on invoker 0
> at 3h19m  container 4 of shop/pay loads ahead on invoker 0
> at 3h21m  container 3 of shop/cart on invoker 0 expires, idle for 1m59.5s
> at 3h21m  container 4 of shop/pay on invoker 0 expires, idle for 1m59.5s
> at 3h30m  shop/cart arrives → invoker 0, cold in container 5, runs 3h30m0.5s to 3h30m1.5s
> in all    4 cold and 12 warm starts, 0 evictions, 5 expiries, 0 rejected; 2 loaded ahead, 2 in vain, 0 refused; 0 prewarm starts

scenario on the dot: an invocation when a minute begins counts in that minute
# Ten minutes, each with an invocation: always warm.
  schedule   first-fit
  keepalive  spes,train=10m
  invokers   1 of 1024MiB
  function   web/busy 256MiB
  start      warm 0s, cold 500ms
  at 0s      web/busy runs 1s, 10 times every 60s
  at 3h      web/busy runs 1s
> at 0s     web/busy arrives → invoker 0, cold in container 0, runs 500ms to 1.5s
> at 1m     web/busy arrives → invoker 0, warm in container 0, runs 1m to 1m1s
> at 2m     web/busy arrives → invoker 0, warm in container 0, runs 2m to 2m1s
> at 3m     web/busy arrives → invoker 0, warm in container 0, runs 3m to 3m1s
> at 4m     web/busy arrives → invoker 0, warm in container 0, runs 4m to 4m1s
> at 5m     web/busy arrives → invoker 0, warm in container 0, runs 5m to 5m1s
> at 6m     web/busy arrives → invoker 0, warm in container 0, runs 6m to 6m1s
> at 7m     web/busy arrives → invoker 0, warm in container 0, runs 7m to 7m1s
> at 8m     web/busy arrives → invoker 0, warm in container 0, runs 8m to 8m1s
> at 9m     web/busy arrives → invoker 0, warm in container 0, runs 9m to 9m1s
> at 3h     web/busy arrives → invoker 0, warm in container 0, runs 3h to 3h0m1s
> in all    1 cold and 10 warm starts, 0 evictions, 0 expiries, 0 rejected

scenario unknown: too little is known, until waiting times occur again
# Nothing of it in the last quarter of the training, and no waiting time twice: it goes after an idle minute.
# Its fifth waiting time after the training is the third of 11 minutes: from then on it is possible.
  schedule   first-fit
  keepalive  spes,train=2h,keep=10m
  invokers   1 of 1024MiB
  function   web/rare 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/rare runs 1s
  at 31m10s  web/rare runs 1s
  at 131m10s web/rare runs 1s, 2 times every 12m
  at 160m10s web/rare runs 1s, 2 times every 12m
  at 190m10s web/rare runs 1s, 3 times every 12m
> at 10s    web/rare arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 10m11.5s container 0 of web/rare on invoker 0 expires, idle for 10m
> at 31m10s web/rare arrives → invoker 0, cold in container 1, runs 31m10.5s to 31m11.5s
> at 41m11.5s container 1 of web/rare on invoker 0 expires, idle for 10m
> at 2h11m10s web/rare arrives → invoker 0, cold in container 2, runs 2h11m10.5s to 2h11m11.5s
> at 2h13m  container 2 of web/rare on invoker 0 expires, idle for 1m48.5s
> at 2h23m10s web/rare arrives → invoker 0, cold in container 3, runs 2h23m10.5s to 2h23m11.5s
> at 2h25m  container 3 of web/rare on invoker 0 expires, idle for 1m48.5s
> at 2h40m10s web/rare arrives → invoker 0, cold in container 4, runs 2h40m10.5s to 2h40m11.5s
> at 2h42m  container 4 of web/rare on invoker 0 expires, idle for 1m48.5s
> at 2h52m10s web/rare arrives → invoker 0, cold in container 5, runs 2h52m10.5s to 2h52m11.5s
> at 2h54m  container 5 of web/rare on invoker 0 expires, idle for 1m48.5s
> at 3h10m10s web/rare arrives → invoker 0, cold in container 6, runs 3h10m10.5s to 3h10m11.5s
> at 3h12m  container 6 of web/rare on invoker 0 expires, idle for 1m48.5s
> at 3h21m  container 7 of web/rare loads ahead on invoker 0
> at 3h22m10s web/rare arrives → invoker 0, prewarm in container 7, runs 3h22m10s to 3h22m11s
> at 3h24m  container 7 of web/rare on invoker 0 expires, idle for 1m49s
> at 3h33m  container 8 of web/rare loads ahead on invoker 0
> at 3h34m10s web/rare arrives → invoker 0, prewarm in container 8, runs 3h34m10s to 3h34m11s
> in all    7 cold and 0 warm starts, 0 evictions, 8 expiries, 0 rejected; 2 loaded ahead, 0 in vain, 0 refused; 2 prewarm starts

scenario never seen in training
# It is unknown, too.
  schedule   first-fit
  keepalive  spes,train=10m
  invokers   1 of 1024MiB
  function   web/new 256MiB
  start      warm 0s, cold 500ms
  at 11m10s  web/new runs 1s
  at 13m10s  web/new runs 1s
  at 14m10s  web/new runs 1s
> at 11m10s web/new arrives → invoker 0, cold in container 0, runs 11m10.5s to 11m11.5s
> at 13m    container 0 of web/new on invoker 0 expires, idle for 1m48.5s
> at 13m10s web/new arrives → invoker 0, cold in container 1, runs 13m10.5s to 13m11.5s
> at 14m10s web/new arrives → invoker 0, warm in container 1, runs 14m10s to 14m11s
> in all    2 cold and 1 warm starts, 0 evictions, 1 expiries, 0 rejected

scenario what a function did at first is forgotten
# On the first day it comes at any time, on the second every four hours. Of both days together it is no class;
# without the first it is regular.
  schedule   first-fit
  keepalive  spes,train=48h,keep=10m
  invokers   1 of 1024MiB
  function   web/turn 256MiB
  start      warm 0s, cold 500ms
  at 10s     web/turn runs 1s
  at 1h10s   web/turn runs 1s
  at 3h10s   web/turn runs 1s
  at 5h30m   web/turn runs 1s
  at 10h10m  web/turn runs 1s
  at 25h10s  web/turn runs 1s, 7 times every 4h
  at 53h10s  web/turn runs 1s
> at 10s    web/turn arrives → invoker 0, cold in container 0, runs 10.5s to 11.5s
> at 10m11.5s container 0 of web/turn on invoker 0 expires, idle for 10m
> at 1h0m10s web/turn arrives → invoker 0, cold in container 1, runs 1h0m10.5s to 1h0m11.5s
> at 1h10m11.5s container 1 of web/turn on invoker 0 expires, idle for 10m
> at 3h0m10s web/turn arrives → invoker 0, cold in container 2, runs 3h0m10.5s to 3h0m11.5s
> at 3h10m11.5s container 2 of web/turn on invoker 0 expires, idle for 10m
> at 5h30m  web/turn arrives → invoker 0, cold in container 3, runs 5h30m0.5s to 5h30m1.5s
> at 5h40m1.5s container 3 of web/turn on invoker 0 expires, idle for 10m
> at 10h10m web/turn arrives → invoker 0, cold in container 4, runs 10h10m0.5s to 10h10m1.5s
> at 10h20m1.5s container 4 of web/turn on invoker 0 expires, idle for 10m
> at 25h0m10s web/turn arrives → invoker 0, cold in container 5, runs 25h0m10.5s to 25h0m11.5s
> at 25h10m11.5s container 5 of web/turn on invoker 0 expires, idle for 10m
> at 29h0m10s web/turn arrives → invoker 0, cold in container 6, runs 29h0m10.5s to 29h0m11.5s
> at 29h10m11.5s container 6 of web/turn on invoker 0 expires, idle for 10m
> at 33h0m10s web/turn arrives → invoker 0, cold in container 7, runs 33h0m10.5s to 33h0m11.5s
> at 33h10m11.5s container 7 of web/turn on invoker 0 expires, idle for 10m
> at 37h0m10s web/turn arrives → invoker 0, cold in container 8, runs 37h0m10.5s to 37h0m11.5s
> at 37h10m11.5s container 8 of web/turn on invoker 0 expires, idle for 10m
> at 41h0m10s web/turn arrives → invoker 0, cold in container 9, runs 41h0m10.5s to 41h0m11.5s
> at 41h10m11.5s container 9 of web/turn on invoker 0 expires, idle for 10m
> at 45h0m10s web/turn arrives → invoker 0, cold in container 10, runs 45h0m10.5s to 45h0m11.5s
> at 45h10m11.5s container 10 of web/turn on invoker 0 expires, idle for 10m
> at 48h57m container 11 of web/turn loads ahead on invoker 0
> at 49h0m10s web/turn arrives → invoker 0, prewarm in container 11, runs 49h0m10s to 49h0m11s
> at 49h2m  container 11 of web/turn on invoker 0 expires, idle for 1m49s
> at 52h57m container 12 of web/turn loads ahead on invoker 0
> at 53h0m10s web/turn arrives → invoker 0, prewarm in container 12, runs 53h0m10s to 53h0m11s
> in all    11 cold and 0 warm starts, 0 evictions, 12 expiries, 0 rejected; 2 loaded ahead, 0 in vain, 0 refused; 2 prewarm starts
