# pooled: namespaces are made ahead of time, so a container takes none; every 500 ms
# the pool is filled up, one namespace of 100 ms after the other.

scenario who finds a namespace in the pool does not wait
  network pooled
  at 100ms   a: 3 come to invoker 0
> at 100ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 100ms     a/2 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 100ms     a/3 on invoker 0 is connected: its own steps took 0s, it waited 0s
> in all: namespace 3, pair 3, move_guest 3, attach 3, address 3, engine 3
> at the end the pool of invoker 0 holds 20

scenario a pool of one: the second container makes its own, as without a pool
  network pooled,size=1
  at 100ms   a: 2 come to invoker 0
> at 100ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 200ms     a/2 on invoker 0 is connected: its own steps took 100ms, it waited 0s
> in all: namespace 2, pair 2, move_guest 2, attach 2, address 2, engine 2
> at the end the pool of invoker 0 holds 1

scenario the pool's own work holds the semaphore: who comes then waits
  network pooled,size=1
  at 100ms   a: 1 comes to invoker 0
  at 510ms   a: 1 comes to invoker 0
> at 100ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 700ms     a/2 on invoker 0 is connected: its own steps took 100ms, it waited 90ms
> in all: namespace 2, pair 2, move_guest 2, attach 2, address 2, engine 2
> at the end the pool of invoker 0 holds 1

scenario with reuse a namespace comes back without being deleted
  network pooled,size=1,reuse=true
  at 100ms   a: 1 comes to invoker 0
  at 200ms   a: 1 leaves invoker 0
  at 300ms   b: 1 comes to invoker 0
> at 100ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 200ms     a/1 on invoker 0 is gone: its own steps took 0s, it waited 0s
> at 300ms     b/1 on invoker 0 is connected: its own steps took 0s, it waited 0s
> in all: namespace 1, pair 1, move_guest 1, attach 1, address 1, engine 1
> at the end the pool of invoker 0 holds 1
