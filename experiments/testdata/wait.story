# never: --memory 1GiB --wait never
# Whoever finds no container free starts one: four cold starts.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   0.010 s  app/f cold, runs from 0.310 s: sandbox 300.000 ms
   0.020 s  app/f cold, runs from 0.320 s: sandbox 300.000 ms
   0.030 s  app/f cold, runs from 0.330 s: sandbox 300.000 ms
cold 4, restored 0, warm 0, evicted 0, held at most 256 MiB

# start: --memory 1GiB --wait start
# The second call waits for the container that the first has started, until the first has ended. The third finds somebody waiting behind that start and makes one of its own, behind which the fourth waits. Whoever waits gets whichever container is free first.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   0.020 s  app/f cold, runs from 0.320 s: sandbox 300.000 ms
   0.010 s  app/f warm, runs from 0.401 s after 390.000 ms in line
   0.030 s  app/f warm, runs from 0.421 s after 390.000 ms in line
cold 2, restored 0, warm 2, evicted 0, held at most 128 MiB

# start-slots: --memory 1GiB --wait start --set concurrency=3
# With three slots in a container the second and the third wait until it is ready, and run beside the first. The fourth still waits, since three may.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   0.010 s  app/f warm, runs from 0.301 s after 290.000 ms in line
   0.020 s  app/f warm, runs from 0.301 s after 280.000 ms in line
   0.030 s  app/f warm, runs from 0.401 s after 370.000 ms in line
cold 1, restored 0, warm 3, evicted 0, held at most 64 MiB

# estimate: --memory 1GiB --wait estimate
# The first call has shown what a start takes (300 ms) and an execution (100 ms). When the second runs, the third expects to wait for half of 100 ms, which is sooner than a start. The fourth expects two halves.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   1.000 s  app/f warm, runs from 1.001 s
   1.010 s  app/f warm, runs from 1.102 s after 91.000 ms in line
   1.020 s  app/f warm, runs from 1.203 s after 182.000 ms in line
cold 1, restored 0, warm 3, evicted 0, held at most 64 MiB

# estimate-long: --memory 1GiB --wait estimate
# Executions of 800 ms have 400 ms left in the mean: a start is sooner.
   0.000 s  app/f cold, runs from 0.300 s: sandbox 300.000 ms
   2.000 s  app/f warm, runs from 2.001 s
   2.010 s  app/f cold, runs from 2.310 s: sandbox 300.000 ms
cold 2, restored 0, warm 1, evicted 0, held at most 128 MiB

