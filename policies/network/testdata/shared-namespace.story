# shared-namespace: the first container of an application on an invoker founds a
# namespace (a container without network, 300 ms); each container then moves a pair
# of devices into it.

scenario the namespace is founded once, and that saves little: two moves each remain
  network shared-namespace
  at 0s      a: 3 come to invoker 0
> at 407.7ms   a/1 on invoker 0 is connected: its own steps took 107.7ms, it waited 300ms
> at 515.3ms   a/2 on invoker 0 is connected: its own steps took 107.7ms, it waited 407.6ms
> at 622.9ms   a/3 on invoker 0 is connected: its own steps took 107.7ms, it waited 515.2ms
> in all: pair 3, move_local 3, move_guest 3, attach 3, address 3, root 1, announce 3

scenario applications and invokers do not share, and it goes with the last container
  network shared-namespace
  at 0s      a: 1 comes to invoker 0
  at 0s      b: 1 comes to invoker 0
  at 0s      a: 1 comes to invoker 1
  at 5s      a: 1 leaves invoker 0
  at 10s     a: 1 comes to invoker 0
> at 407.7ms   a/1 on invoker 0 is connected: its own steps took 107.7ms, it waited 300ms
> at 407.8ms   a/2 on invoker 1 is connected: its own steps took 107.7ms, it waited 300.1ms
> at 515.3ms   b/1 on invoker 0 is connected: its own steps took 107.7ms, it waited 407.6ms
> at 5s        a/1 on invoker 0 is gone: its own steps took 0s, it waited 0s
> at 10.4077s  a/3 on invoker 0 is connected: its own steps took 107.7ms, it waited 300ms
> in all: pair 4, move_local 4, move_guest 4, attach 4, address 4, root 4, announce 4, delete 1
