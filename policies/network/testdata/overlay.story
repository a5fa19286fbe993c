# overlay: steps S1 to S6 of figure 3.1 for each container, 108.6 ms as table 3.3
# has it, under the rtnetlink semaphore; then its route is announced (0.1 ms).

scenario a burst is connected one after the other
  network overlay
  at 0s      a: 4 come to invoker 0
> at 108.7ms   a/1 on invoker 0 is connected: its own steps took 108.7ms, it waited 0s
> at 217.3ms   a/2 on invoker 0 is connected: its own steps took 108.7ms, it waited 108.6ms
> at 325.9ms   a/3 on invoker 0 is connected: its own steps took 108.7ms, it waited 217.2ms
> at 434.5ms   a/4 on invoker 0 is connected: its own steps took 108.7ms, it waited 325.8ms
> in all: namespace 4, pair 4, move_local 4, move_guest 4, attach 4, address 4, announce 4

scenario invokers do not share a semaphore, and the control plane is not the limit
  network overlay
  at 0s      a: 2 come to invoker 0
  at 0s      a: 2 come to invoker 1
> at 108.7ms   a/1 on invoker 0 is connected: its own steps took 108.7ms, it waited 0s
> at 108.8ms   a/3 on invoker 1 is connected: its own steps took 108.7ms, it waited 100µs
> at 217.3ms   a/2 on invoker 0 is connected: its own steps took 108.7ms, it waited 108.6ms
> at 217.4ms   a/4 on invoker 1 is connected: its own steps took 108.7ms, it waited 108.7ms
> in all: namespace 4, pair 4, move_local 4, move_guest 4, attach 4, address 4, announce 4

scenario whoever finds no address waits for one to come back
  network overlay
  addresses 1
  at 0s      a: 2 come to invoker 0
  at 1s      a: 1 leaves invoker 0
> at 108.7ms   a/1 on invoker 0 is connected: its own steps took 108.7ms, it waited 0s
> at 1.233s    a/1 on invoker 0 is gone: its own steps took 233ms, it waited 0s
> at 1.3417s   a/2 on invoker 0 is connected: its own steps took 108.7ms, it waited 1.233s
> in all: namespace 2, pair 2, move_local 2, move_guest 2, attach 2, address 2, announce 2, delete 1
