# host: containers use the network of their node. Nothing is set up, whoever comes.

scenario three at once are connected at once
  network host
  at 1s      a: 3 come to node 0
  at 2s      a: 1 leaves node 0
> at 1s        a/1 on node 0 is connected: its own steps took 0s, it waited 0s
> at 1s        a/2 on node 0 is connected: its own steps took 0s, it waited 0s
> at 1s        a/3 on node 0 is connected: its own steps took 0s, it waited 0s
> at 2s        a/1 on node 0 is gone: its own steps took 0s, it waited 0s
> in all: nothing
