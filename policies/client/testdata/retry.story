# retry: a client gives an attempt up after a timeout, and tries again what was not answered,
# after a pause that grows. What it gave up goes on. Each scenario has one function, whose
# cold start takes 500 ms and whose warm start takes none; at the end all outcomes are listed.

scenario it waits for ever where no timeout is set
  client     retry
  room       1
  at 0s      runs 2s
  at 500ms   runs 1s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 500ms    an invocation arrives
> at 2.5s     container 0 has ended one
> at 2.5s     one gets container 0, warm
> at 3.5s     container 0 has ended one
>             invocation 0 is completed after 1 attempts, 2.5s after its arrival
>             invocation 1 is completed after 1 attempts, 3s after its arrival
> at 3.5s     in all 2 completed, 0 failed, 0 timed out, 0 rejected; 0 retries, 0 attempts given up, 0 throttled, 0 ended for nobody after 0 s

scenario without jitter the second attempt comes a second after the first was given up
# The first attempt ends at 3.5s, when nobody waits for it any more: duplicate work. The second
# one finds that container warm, and has its answer just in time: the last instant counts.
  client     retry,timeout=3s,jitter=none
  room       2
  at 0s      runs 3s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 3.5s     container 0 has ended one
> at 4s       one is tried again
> at 4s       one gets container 0, warm
> at 7s       container 0 has ended one
>             invocation 0 is completed after 2 attempts, 7s after its arrival
> at 7s       in all 1 completed, 0 failed, 0 timed out, 0 rejected; 1 retries, 1 attempts given up, 0 throttled, 1 ended for nobody after 3 s

scenario the platform is told, and what still waits is called off
# There is room for one container. Two of three wait until their clients give them up at 1.1s:
# they leave the queue, and are tried again at 1.6s.
  client     retry,timeout=1s,backoff=500ms,jitter=none,cancel=true
  room       1
  at 0s      runs 400ms
  at 100ms   runs 300ms, 3 times every 0s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 100ms    an invocation arrives
> at 100ms    an invocation arrives
> at 100ms    an invocation arrives
> at 900ms    container 0 has ended one
> at 900ms    one gets container 0, warm
> at 1.2s     container 0 has ended one
> at 1.6s     one is tried again
> at 1.6s     one gets container 0, warm
> at 1.6s     one is tried again
> at 1.6s     one is tried again
> at 1.9s     container 0 has ended one
> at 1.9s     one gets container 0, warm
> at 2.2s     container 0 has ended one
> at 2.2s     one gets container 0, warm
> at 2.5s     container 0 has ended one
>             invocation 0 is completed after 1 attempts, 900ms after its arrival
>             invocation 1 is completed after 2 attempts, 1.8s after its arrival
>             invocation 2 is completed after 2 attempts, 2.1s after its arrival
>             invocation 3 is completed after 2 attempts, 2.4s after its arrival
> at 2.5s     in all 4 completed, 0 failed, 0 timed out, 0 rejected; 3 retries, 3 attempts given up, 0 throttled, 1 ended for nobody after 0.3 s

scenario what is lost with its invoker is tried again
  client     retry,jitter=none
  room       1
  invoker    1s,0,crash
  invoker    1500ms,0,join
  at 0s      runs 2s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 1s       invoker 0 is lost
> at 1.5s     invoker 0 is back
> at 2s       one is tried again
> at 2s       one gets container 1, cold
> at 4.5s     container 1 has ended one
>             invocation 0 is completed after 2 attempts, 4.5s after its arrival
> at 4.5s     in all 1 completed, 0 failed, 0 timed out, 0 rejected; 1 retries, 0 attempts given up, 0 throttled, 0 ended for nobody after 0 s

scenario a budget of one retry for ten invocations, none saved up
# The answers come too late for all three. There is one retry to be had, which the first takes.
  client     retry,timeout=1s,jitter=none,budget=0.1,reserve=1
  room       3
  at 0s      runs 2s, 3 times every 0s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 0s       an invocation arrives
> at 0s       one gets container 1, cold
> at 0s       an invocation arrives
> at 0s       one gets container 2, cold
> at 2s       one is tried again
> at 2.5s     container 0 has ended one
> at 2.5s     one gets container 0, warm
> at 2.5s     container 1 has ended one
> at 2.5s     container 2 has ended one
> at 4.5s     container 0 has ended one
>             invocation 1 is timed_out after 1 attempts
>             invocation 2 is timed_out after 1 attempts
>             invocation 0 is timed_out after 2 attempts
> at 4.5s     in all 0 completed, 0 failed, 3 timed out, 0 rejected; 1 retries, 4 attempts given up, 0 throttled, 4 ended for nobody after 8 s

scenario a refusal for a limit is tried again, too
  client     retry,jitter=none,backoff=1s
  throttle   concurrency=1
  room       3
  at 0s      runs 2s, 2 times every 0s
> at 0s       an invocation arrives
> at 0s       one gets container 0, cold
> at 0s       an invocation arrives
> at 1s       one is tried again
> at 2.5s     container 0 has ended one
> at 3s       one is tried again
> at 3s       one gets container 0, warm
> at 5s       container 0 has ended one
>             invocation 0 is completed after 1 attempts, 2.5s after its arrival
>             invocation 1 is completed after 3 attempts, 5s after its arrival
> at 5s       in all 2 completed, 0 failed, 0 timed out, 0 rejected; 2 retries, 0 attempts given up, 2 throttled, 0 ended for nobody after 0 s
