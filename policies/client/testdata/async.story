# async: nobody waits for the invocation but a queue of the provider. What fails is tried
# again after 1 and 2 minutes, and what is refused for a limit after 1, 2, 4, ... seconds.

scenario it fails three times
  client     async
  room       1
  invoker    1s,0,crash
  invoker    2s,0,join
  invoker    62s,0,crash
  invoker    63s,0,join
  invoker    183s,0,crash
  invoker    184s,0,join
  at 0s      runs 2m30s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 1s       invoker 0 is lost
> at 2s       invoker 0 is back
> at 1m1s     one is tried again
> at 1m1s     one gets container 1, cold
> at 1m2s     invoker 0 is lost
> at 1m3s     invoker 0 is back
> at 3m2s     one is tried again
> at 3m2s     one gets container 2, cold
> at 3m3s     invoker 0 is lost
>             invocation 0 is failed after 3 attempts
> at 3m3s     in all 0 completed, 1 failed, 0 timed out, 0 rejected; 2 retries, 0 attempts given up, 0 throttled, 0 ended for nobody after 0 s

scenario a limit refuses it four times, which counts for no retries
  client     async
  throttle   concurrency=1
  room       2
  at 0s      runs 9500ms, 2 times every 0s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 0s       an invocation arrives
> at 1s       one is tried again
> at 3s       one is tried again
> at 7s       one is tried again
> at 10s      container 0 has ended one
> at 15s      one is tried again
> at 15s      one gets container 0, warm
> at 24.5s    container 0 has ended one
>             invocation 0 is completed after 1 attempts, 10s after its arrival
>             invocation 1 is completed after 5 attempts, 24.5s after its arrival
> at 24.5s    in all 2 completed, 0 failed, 0 timed out, 0 rejected; 4 retries, 0 attempts given up, 4 throttled, 0 ended for nobody after 0 s
