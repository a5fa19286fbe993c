# particle: the namespace of a group has one device; a container costs an address
# more, 21 us. The thesis measures 534 ms for 100 containers and 553 ms for 1000.

scenario a hundred at once cost little more than one
  network particle
  at 0s      a: 1 comes to invoker 0, 100 expected
  at 0s      b: 1 comes to invoker 1, 1000 expected
> at 534.11ms  a/1 on invoker 0 is connected: its own steps took 0s, it waited 534.11ms
> at 553.2ms   b/1 on invoker 1 is connected: its own steps took 0s, it waited 553.2ms
> in all: pair 2, move_local 2, attach 2, address 2, root 2, enter 2, secondary 1100, announce 2

scenario a later container finds an address ready
  network particle
  at 0s      a: 1 comes to invoker 0
  at 5s      a: 2 come to invoker 0
> at 532.3376ms a/1 on invoker 0 is connected: its own steps took 0s, it waited 532.3376ms
> at 5s        a/2 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 5s        a/3 on invoker 0 is connected: its own steps took 0s, it waited 0s
> in all: pair 1, move_local 1, attach 1, address 1, root 1, enter 1, secondary 16, announce 1

scenario with one address at a time the next is added when it is needed
  network particle,scope=job,block=1
  at 0s      a: 1 comes to invoker 0
  at 5s      a: 1 comes to invoker 0
> at 532.0211ms a/1 on invoker 0 is connected: its own steps took 0s, it waited 532.0211ms
> at 5.0000211s a/2 on invoker 0 is connected: its own steps took 0s, it waited 21.1µs
> in all: pair 1, move_local 1, attach 1, address 1, root 1, enter 1, secondary 2, announce 1

scenario who comes after the last has gone founds anew
  network particle
  at 0s      a: 1 comes to invoker 0
  at 5s      a: 1 leaves invoker 0
  at 6s      a: 1 comes to invoker 0
> at 532.3376ms a/1 on invoker 0 is connected: its own steps took 0s, it waited 532.3376ms
> at 5s        a/1 on invoker 0 is gone: its own steps took 0s, it waited 0s
> at 6.5323376s a/2 on invoker 0 is connected: its own steps took 0s, it waited 532.3376ms
> in all: pair 2, move_local 2, attach 2, address 2, root 2, enter 2, secondary 32, announce 2, delete 1
