# on-demand (ao2022, section 5.1.4; figure 5.1): every page is read when it is
# touched. A miss reads around its page: 2 pages before it and 1 behind, with a mark
# on the last. Touching the mark has the next 4 pages read, while the guest goes on.

scenario a miss, hits beside it, a mark, a wait for what is under way
  strategy  on-demand
  nonzero   0-11
  record    0
  test      5 4 6 7 9
> recorded     faults on pages 0
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> at 1.02ms    page 5: major, 149µs
> at 1.179ms   page 4: minor, 4µs
> at 1.193ms   page 6: minor, 4µs
> at 1.207ms   page 7: shared, 161µs
> at 1.378ms   page 9: minor, 4µs
> at 1.382ms   the answer
> in all       read from disk: 12 pages in 3 requests by the guest; 12 pages of memory

scenario memory that the guest allocates and fills is read from disk all the same
  strategy  on-demand
  nonzero   0-3
  record    0
  test      12w 13w
> recorded     faults on pages 0
> snapshot     pages 0-3 are not zero
> mapped       pages 0-15 to the memory file
> at 1.02ms    page 12: major, 149µs
> at 1.179ms   page 13: minor, 4µs
> at 1.183ms   the answer
> in all       read from disk: 6 pages in 2 requests by the guest; 8 pages of memory

scenario two VMs from one snapshot: who comes second waits for the same read
  strategy  on-demand
  nonzero   0-11
  record    0
  test      5 11
  vms       2
> recorded     faults on pages 0
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> VM 0
> at 1.02ms    page 5: major, 149µs
> at 1.179ms   page 11: major, 149µs
> at 1.328ms   the answer
> VM 1
> at 1.02ms    page 5: shared, 149µs
> at 1.179ms   page 11: shared, 149µs
> at 1.328ms   the answer
> in all       read from disk: 8 pages in 2 requests by the guest; 8 pages of memory
