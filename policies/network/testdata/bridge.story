# bridge: a namespace and a pair of devices for each container, S1, S2, S4, S5 and
# S6 of figure 3.1, and what the container engine does. All of it holds the
# rtnetlink semaphore of the invoker, for 100 ms: 10 containers a second.

scenario containers on an invoker wait for each other, not for another invoker's
  network bridge
  at 0s      a: 3 come to invoker 0
  at 0s      b: 1 comes to invoker 1
> at 100ms     a/1 on invoker 0 is connected: its own steps took 100ms, it waited 0s
> at 100ms     b/1 on invoker 1 is connected: its own steps took 100ms, it waited 0s
> at 200ms     a/2 on invoker 0 is connected: its own steps took 100ms, it waited 100ms
> at 300ms     a/3 on invoker 0 is connected: its own steps took 100ms, it waited 200ms
> in all: namespace 4, pair 4, move_guest 4, attach 4, address 4, engine 4

scenario a deletion holds the semaphore, too
# Alone it takes 233 ms. With a deletion for each, creations fall from 10 a second
# to 3 (ao2022, section 4.5.3).
  network bridge
  at 0s      a: 1 comes to invoker 0
  at 1s      a: 1 leaves invoker 0
  at 1s      a: 1 comes to invoker 0
> at 100ms     a/1 on invoker 0 is connected: its own steps took 100ms, it waited 0s
> at 1.233s    a/1 on invoker 0 is gone: its own steps took 233ms, it waited 0s
> at 1.333s    a/2 on invoker 0 is connected: its own steps took 100ms, it waited 233ms
> in all: namespace 2, pair 2, move_guest 2, attach 2, address 2, engine 2, delete 1
