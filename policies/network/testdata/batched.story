# batched: when the first of a burst comes the namespace is founded, and the devices
# of all that are expected are made in it, one move each. Then all are connected.

scenario a burst of three
  network batched
  at 0s      a: 3 come to invoker 0, 3 expected
> at 652ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 652ms
> at 652ms     a/2 on invoker 0 is connected: its own steps took 0s, it waited 652ms
> at 652ms     a/3 on invoker 0 is connected: its own steps took 0s, it waited 652ms
> in all: pair 3, move_local 3, attach 3, address 3, root 1, enter 1, announce 3

scenario nobody says how many come: devices are made for those that wait
  network batched
  at 0s      a: 1 comes to invoker 0
  at 1s      a: 2 come to invoker 0
> at 532ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 532ms
> at 1.06s     a/2 on invoker 0 is connected: its own steps took 0s, it waited 60ms
> at 1.12s     a/3 on invoker 0 is connected: its own steps took 0s, it waited 120ms
> in all: pair 3, move_local 3, attach 3, address 3, root 1, enter 1, announce 3

scenario a device that is free again is used again
  network batched,scope=job
  at 0s      a: 2 come to invoker 0, 2 expected
  at 1s      a: 1 leaves invoker 0
  at 2s      a: 1 comes to invoker 0
> at 592ms     a/1 on invoker 0 is connected: its own steps took 0s, it waited 592ms
> at 592ms     a/2 on invoker 0 is connected: its own steps took 0s, it waited 592ms
> at 1s        a/1 on invoker 0 is gone: its own steps took 0s, it waited 0s
> at 2s        a/3 on invoker 0 is connected: its own steps took 0s, it waited 0s
> in all: pair 2, move_local 2, attach 2, address 2, root 1, enter 1, announce 2
