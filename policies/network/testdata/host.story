# host: containers use the network of their invoker. Nothing is set up, whoever comes.

scenario three at once are connected at once
  network host
  at 1s      a: 3 come to invoker 0
  at 2s      a: 1 leaves invoker 0
> at 1s        a/1 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 1s        a/2 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 1s        a/3 on invoker 0 is connected: its own steps took 0s, it waited 0s
> at 2s        a/1 on invoker 0 is gone: its own steps took 0s, it waited 0s
> in all: nothing
