# classes-and-queues: --memory 1GiB --cpu isolated --queue fcfs --invoker-class one,count=1,cores=1 --invoker-class two,count=1,cores=2,speed=0.5
# Invoker 0 has one core and so one token, invoker 1 two of half the speed. The second call goes to invoker 1, where it takes 200 ms. The third finds one call on each, goes to the first and waits for its token, until the long one ends. The fourth runs beside the second.
   0.010 s  app/f cold, runs from 0.310 s: sandbox 300.000 ms; on invoker 1 after 0.000 ms in a queue; 0.000 ms for a core; 200.000 ms until 0.510000 s
   0.030 s  app/f cold, runs from 0.330 s: sandbox 300.000 ms; on invoker 1 after 0.000 ms in a queue; 0.000 ms for a core; 200.000 ms until 0.530000 s
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; on invoker 0 after 0.000 ms in a queue; 0.000 ms for a core; 1000.000 ms until 1.300000 s
   0.020 s  app/f warm, runs from 1.301 s; on invoker 0 after 1280.000 ms in a queue; 0.000 ms for a core; 100.000 ms until 1.401000 s
cold 3, restored 0, warm 1, evicted 0, held at most 192 MiB

# queue-and-wait: --memory 1GiB --queue fcfs,fixed=2 --wait start
# There are two tokens. The second call takes one and waits for the container that the first has started, until the first has ended. The third waits in the queue for a token, which it has at that instant. Nothing starts any more, and nobody waits behind an execution: it starts a container.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; on invoker 0 after 0.000 ms in a queue
   0.010 s  app/f warm, runs from 0.401 s after 390.000 ms in line; on invoker 0 after 0.000 ms in a queue
   0.020 s  app/f cold, runs from 0.700 s: sandbox 300.000 ms; on invoker 0 after 380.000 ms in a queue
cold 2, restored 0, warm 1, evicted 0, held at most 128 MiB

# wait-and-drain: --memory 1GiB --wait start --invoker-event 15ms,0,drain --invoker-event 1s,1,join
# The invoker drains while its container starts. The start goes on, and the second call, which waits for it, is served there. The third comes after that and waits for an invoker: the second, which joins at 1 s.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; on invoker 0 after 0.000 ms in a queue
   0.010 s  app/f warm, runs from 0.401 s after 390.000 ms in line; on invoker 0 after 0.000 ms in a queue
   0.020 s  app/f cold, runs from 1.300 s: sandbox 300.000 ms; on invoker 1 after 980.000 ms in a queue
cold 2, restored 0, warm 1, evicted 0, held at most 64 MiB

# wait-and-crash: --memory 1GiB --wait start --invoker-event 15ms,0,crash --invoker-event 1s,1,join
# The invoker crashes while its container starts. The call that starts and the one that waits for it fail; the third starts where an invoker joins.
   0.000 s  app/f cold, fails at 0.015 s
   0.010 s  app/f never placed, fails at 0.015 s
   0.020 s  app/f cold, runs from 1.300 s: sandbox 300.000 ms; on invoker 1 after 980.000 ms in a queue
cold 2, restored 0, warm 0, evicted 0, held at most 64 MiB

# class-and-slow-down: --memory 1GiB --cores 1 --cpu shared --cpu-class rest,quota=0.25 --invoker-event 400ms,0,slow-down,2
# f has a quarter of a core: 25 ms in each 100 ms. From 400 ms on, when it has had 25 ms, all takes twice as long: 40 ms of work are 80 ms of a thread's time, which the quota gives in 305 ms.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; on invoker 0 after 0.000 ms in a queue; 0.000 ms for a core; 405.000 ms until 0.705000 s
cold 1, restored 0, warm 0, evicted 0, held at most 64 MiB

# clients-and-crash: --memory 1GiB --queue fcfs,fixed=1 --invoker-event 350ms,0,crash --invoker-event 1s,0,join --client retry,timeout=500ms,retries=1,jitter=none
# The invoker crashes at 350 ms, when the first call runs and the second waits in its queue. Both are tried again a second later, when it is back, in the order of the trace. The second attempt of the second call waits for the token until 1.75 s. Its client would give up at 1.85 s and does: it has no third attempt, and what runs then runs for nobody. The row shows where it ran.
   0.000 s  app/f cold, sent 2 times, at last after 1.350 s, runs from 1.650 s: sandbox 300.000 ms; on invoker 0 after 0.000 ms in a queue
   0.010 s  app/f warm, sent 2 times, at last after 1.340 s, given up at 1.850 s
cold 2, restored 0, warm 1, evicted 0, held at most 64 MiB

# called-off: --memory 1GiB --queue fcfs,fixed=1 --invoker-event 1h,0,drain --client retry,timeout=500ms,retries=0,cancel=true
# There is one token. The first call ends at 400 ms. The second holds the token until 1.4 s, although its client gave up at 510 ms: it runs. The client of the third gives up at 520 ms, and the platform is told: it leaves the queue, and the fourth is the first there. None is tried again.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms; on invoker 0 after 0.000 ms in a queue
   0.010 s  app/f warm, given up at 0.510 s
   0.020 s  app/f never placed, given up at 0.520 s
   1.000 s  app/f warm, runs from 1.402 s; on invoker 0 after 401.000 ms in a queue
cold 1, restored 0, warm 2, evicted 0, held at most 64 MiB

# gate-and-line: --memory 1GiB --wait start --client retry,jitter=none,backoff=400ms --throttle burst=1,every=1s
# A function may grow by one container in a second. The first call takes that. The second may wait for its start, and is refused all the same: the limit counts who is there beyond the containers, and the one that starts is the first call's. It is tried again after 400 ms, finds the container free, and costs nothing.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   0.010 s  app/f warm, sent 2 times, at last after 0.400 s, runs from 0.411 s
cold 1, restored 0, warm 1, evicted 0, held at most 64 MiB

