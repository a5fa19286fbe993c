# faasnap (ao2022, section 5.3; table 5.1): what the host read around the faults
# counts as recorded, zero pages are anonymous, the others that were recorded lie in a
# file in the order of groups, and a thread loads it while the VM is set up and runs.

scenario table 5.1: loading set 4-7 and 10, cold set 0-3, released set 12, unused set 15
  strategy  faasnap,group=2,merge=0
  nonzero   0-10
  record    6 7 12w
  freed     12
  test      6 5 12w 15w 2
> recorded     look 1 finds pages 4-7
> recorded     look 2 finds pages 8-13
> snapshot     pages 0-10 are not zero
> mapped       pages 0-15 to anonymous memory
> mapped       pages 0-10 to the memory file
> mapped       pages 4-7 to the set file, from its page 0
> mapped       pages 8-10 to the set file, from its page 4
> fetched      pages 0-6 of the set file, touched by a thread, while the guest runs
> at 1.05ms    page 6: minor, 4µs
> at 1.064ms   page 5: minor, 4µs
> at 1.078ms   page 12: anonymous, 2µs
> at 1.09ms    page 15: anonymous, 2µs
> at 1.102ms   page 2: major, 149µs
> at 1.251ms   the answer
> in all       read from disk: 4 pages in 1 requests by the guest, 7 pages in 2 requests by the fetch; 13 pages of memory

scenario groups: what was touched first is loaded first, though its address is higher
  strategy  faasnap,group=1,merge=0
  nonzero   0-15
  record    13 1
  test      13 1
> recorded     look 1 finds pages 11-14
> recorded     look 2 finds pages 0-3
> recorded     look 3 finds pages none
> snapshot     pages 0-15 are not zero
> mapped       pages 0-15 to anonymous memory
> mapped       pages 0-15 to the memory file
> mapped       pages 11-14 to the set file, from its page 0
> mapped       pages 0-3 to the set file, from its page 4
> fetched      pages 0-7 of the set file, touched by a thread, while the guest runs
> at 1.05ms    page 13: minor, 4µs
> at 1.064ms   page 1: minor, 4µs
> at 1.068ms   the answer
> in all       read from disk: 8 pages in 2 requests by the fetch; 8 pages of memory

scenario regions with a gap of one zero page become one, at the price of that page
  strategy  faasnap,merge=1
  nonzero   0-4 6-11
  record    6 2
  test      2 6 5w
> recorded     look 1 finds pages 0-7
> snapshot     pages 0-4 6-11 are not zero
> mapped       pages 0-15 to anonymous memory
> mapped       pages 0-4 to the memory file
> mapped       pages 6-11 to the memory file
> mapped       pages 0-7 to the set file, from its page 0
> fetched      pages 0-7 of the set file, touched by a thread, while the guest runs
> at 1.05ms    page 2: minor, 4µs
> at 1.064ms   page 6: minor, 4µs
> at 1.078ms   page 5: minor, 4µs
> at 1.082ms   the answer
> in all       read from disk: 8 pages in 2 requests by the fetch; 9 pages of memory

scenario concurrent paging alone (figure 5.9): the memory file, in address order
  strategy  faasnap,host=false,group=0,regions=false,file=false
  nonzero   0-11
  record    9 1
  test      9 1 12w
> recorded     faults on pages 9 1
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to the memory file
> fetched      pages 1 9 of the memory file, touched by a thread, while the guest runs
> at 1.02ms    page 9: minor, 4µs
> at 1.034ms   page 1: minor, 4µs
> at 1.048ms   page 12: major, 139µs
> at 1.187ms   the answer
> in all       read from disk: 3 pages in 1 requests by the guest, 8 pages in 2 requests by the fetch; 12 pages of memory

scenario the guest waits for the thread
  strategy  faasnap,concurrent=false,merge=0
  nonzero   0-11
  record    9 1
  test      9 1 12w
> recorded     look 1 finds pages 0-3 7-10
> snapshot     pages 0-11 are not zero
> mapped       pages 0-15 to anonymous memory
> mapped       pages 0-11 to the memory file
> mapped       pages 0-3 to the set file, from its page 0
> mapped       pages 7-10 to the set file, from its page 4
> fetched      pages 0-7 of the set file, touched by a thread, before the guest runs
> at 1.337ms   page 9: minor, 4µs
> at 1.351ms   page 1: minor, 4µs
> at 1.365ms   page 12: anonymous, 2µs
> at 1.367ms   the answer
> in all       read from disk: 8 pages in 2 requests by the fetch; 9 pages of memory

scenario as it is by default: gaps of up to 32 pages are loaded with what they part
  strategy  faasnap
  nonzero   0-15
  record    1 13
  test      1 13 7
> recorded     look 1 finds pages 0-3 11-14
> snapshot     pages 0-15 are not zero
> mapped       pages 0-15 to anonymous memory
> mapped       pages 0-15 to the memory file
> mapped       pages 0-14 to the set file, from its page 0
> fetched      pages 0-14 of the set file, touched by a thread, while the guest runs
> at 1.04ms    page 1: minor, 4µs
> at 1.054ms   page 13: minor, 4µs
> at 1.068ms   page 7: minor, 4µs
> at 1.072ms   the answer
> in all       read from disk: 15 pages in 4 requests by the fetch; 15 pages of memory
