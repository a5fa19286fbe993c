# aquatope-pool: a recurrent predictor, trained on the first days of the run. Here on ten hours and in one
# short round, which shows the mechanism and no skill.

scenario fixed keep-alive while it trains, a pool afterwards
# Until 10h the container of web/page expires after a minute. From 10h on the pool is what the forecast
# and a hundred standard deviations say, minute by minute. web/late was not seen in training.
  schedule   first-fit
  keepalive  aquatope-pool,z=100,train=10h,keep=1m,epochs=1,passes=4
  invokers   1 of 1024MiB
  function   web/page 256MiB
  function   web/late 256MiB
  start      warm 0s, cold 500ms
  at 1h      web/page runs 1s, 3 times every 2h
  at 9h59m   web/page runs 1s
  at 10h30s  web/page runs 1s
  at 10h1m   web/late runs 1s
  at 10h3m   web/page runs 1s
> at 1h     web/page arrives → invoker 0, cold in container 0, runs 1h0m0.5s to 1h0m1.5s
> at 1h1m1.5s container 0 of web/page on invoker 0 expires, idle for 1m
> at 3h     web/page arrives → invoker 0, cold in container 1, runs 3h0m0.5s to 3h0m1.5s
> at 3h1m1.5s container 1 of web/page on invoker 0 expires, idle for 1m
> at 5h     web/page arrives → invoker 0, cold in container 2, runs 5h0m0.5s to 5h0m1.5s
> at 5h1m1.5s container 2 of web/page on invoker 0 expires, idle for 1m
> at 9h59m  web/page arrives → invoker 0, cold in container 3, runs 9h59m0.5s to 9h59m1.5s
> at 10h0m1.5s container 3 of web/page on invoker 0 expires, idle for 1m
> at 10h0m30s web/page arrives → invoker 0, cold in container 4, runs 10h0m30.5s to 10h0m31.5s
> at 10h1m  web/late arrives → invoker 0, cold in container 5, runs 10h1m0.5s to 10h1m1.5s
> at 10h2m1.5s container 5 of web/late on invoker 0 expires, idle for 1m
> at 10h3m  web/page arrives → invoker 0, warm in container 4, runs 10h3m to 10h3m1s
> in all    6 cold and 1 warm starts, 0 evictions, 5 expiries, 0 rejected
