# swarm: an overlay's steps S1 to S6, then a second device of the container to the
# gateway bridge (S2, S4, S5, S6 once more), then gossip.

scenario a burst is connected one after the other, at half as much more each
  network swarm
  at 0s      a: 3 come to invoker 0
> at 264.4ms   a/1 on invoker 0 is connected: its own steps took 264.4ms, it waited 0s
> at 428.8ms   a/2 on invoker 0 is connected: its own steps took 264.4ms, it waited 164.4ms
> at 593.2ms   a/3 on invoker 0 is connected: its own steps took 264.4ms, it waited 328.8ms
> in all: namespace 3, pair 6, move_local 3, move_guest 6, attach 6, address 6, gossip 3
