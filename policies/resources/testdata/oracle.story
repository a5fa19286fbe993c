# oracle: one who knows the surfaces and the executions that judge. It evaluates nothing.

scenario no more cores than help, no more memory than is used
  resources  oracle
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2700ms in 95%
  noise      0.1, 2% disturbed
> runs with cut 2.5 cores 320 MiB, join 1 cores 960 MiB: takes 2.62s, 2.4% are late, costs 215

scenario without noise the QoS is kept to the point
  resources  oracle
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2500ms in 95%
  noise      0, 0% disturbed
> runs with cut 2 cores 320 MiB, join 1 cores 960 MiB: takes 2.50s, 0.0% are late, costs 197

scenario where a sixth is disturbed, no size keeps a QoS in 95%
  resources  oracle
  function   cut: works 2s, waits 500ms, on up to 4 cores, in 300 MiB
  function   join: works 1s, waits 0s, on up to 1 cores, in 900 MiB
  flow       cut > join
  qos        2500ms in 95%
  noise      0.1, 16% disturbed
> workflow story: no sizes keep the QoS of 2.5s in 0.95 of the executions that judge: the optimum lies outside of the grid, expected a longer QoS, more cores or fewer outliers
